/** What `ironflake/client` exports, for Node and browsers. */

export * from './client.ts';
export { ApiError, type Problem } from './problem.ts';
