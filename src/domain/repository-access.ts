/** How a repository that is not public lets us in; the key or token itself is sealed. */

export type RepositoryAccess =
  | { readonly kind: 'public' }
  | {
      readonly kind: 'deploy-key';
      /** Lines of known_hosts for the forge: no host is trusted on sight. */
      readonly knownHosts: readonly string[];
    }
  | { readonly kind: 'token' };
