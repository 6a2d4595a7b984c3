/** Connections that have a statement parsed and planned once: on PGlite that is half of a small query's CPU time. */
import { randomBytes } from 'node:crypto';
import pg from 'pg';

/** What one connection keeps; texts are as good as endless where lists become parameters. Later ones are planned each time. */
const MOST_STATEMENTS = 150;

/** A client whose statements with values are prepared under a name. Text without values goes as it is. */
export class PreparingClient extends pg.Client {
  constructor(config?: string | pg.ClientConfig) {
    super(config);
    // On the embedded database all connections share one session, and so the names in it.
    const prefix = randomBytes(4).toString('hex');
    const names = new Map<string, string>();
    const nameOf = (text: string): string | undefined => {
      const known = names.get(text);
      if (known !== undefined || names.size >= MOST_STATEMENTS) return known;
      const name = `${prefix}-${names.size}`;
      names.set(text, name);
      return name;
    };
    this.query = new Proxy(this.query, {
      apply(query, self, [text, values, ...rest]: unknown[]) {
        const isWithValues = typeof text === 'string' && Array.isArray(values) && values.length > 0;
        const name = isWithValues ? nameOf(text) : undefined;
        const first = name === undefined ? text : { name, text };
        return Reflect.apply(query, self, [first, values, ...rest]);
      },
    });
  }
}
