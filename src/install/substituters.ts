/** Binary caches beside the usual one: those that the machine reaches. */

import { type Command, sh } from '../ssh/command.ts';
import { act } from './act.ts';
import { type Contact, type InstallRun, targetOf } from './context.ts';

/** Nix itself ends a build when a cache does not answer: one that is dead is left out beforehand, and said so. */
export async function usableSubstituters(
  run: InstallRun,
  installer: Contact,
): Promise<readonly string[]> {
  const { substituters = [] } = run.request.system.build ?? {};
  if (substituters.length === 0) return [];
  return act(run, 'build.substituters', async ({ signal, machine }) => {
    const shell = await run.deps.shells.open(await targetOf(run, installer), { signal });
    const urls = substituters.map(({ url }) => url);
    const { stdout } = await machine(shell.run(probeScript(urls), { signal }));
    const answers = stdout.trimEnd().split('\n');
    const usable = urls.filter((_, index) => answers[index] === 'yes');
    for (const url of urls.filter((one) => !usable.includes(one))) {
      const text = `The binary cache ${url} does not answer the machine (no ${url}/nix-cache-info within 5 s); the install goes on without it.`;
      await run.deps.records.note(run.installId, `build.substituter.${url}`, text, { url });
    }
    return usable;
  });
}

/** All at once; one line for each. */
function probeScript(urls: readonly string[]): Command {
  return sh`dir=$(mktemp -d); n=0
for url in ${urls}; do
  n=$((n + 1))
  { curl -sf -o /dev/null --max-time 5 "\${url%/}/nix-cache-info" && echo yes || echo no; } > "$dir/$n" &
done
wait; i=0
while [ $i -lt $n ]; do i=$((i + 1)); cat "$dir/$i"; done; rm -rf "$dir"`;
}

/** What Nix is told of them, with a blank at the end; nothing when there are none. */
export function substituterOptions(run: InstallRun, urls: readonly string[]): Command {
  const { substituters = [] } = run.request.system.build ?? {};
  const used = substituters.filter(({ url }) => urls.includes(url));
  if (used.length === 0) return sh``;
  const places = used.map(({ url }) => url).join(' ');
  const keys = used.map(({ publicKey }) => publicKey).join(' ');
  return sh`--option extra-substituters ${places} --option extra-trusted-public-keys ${keys} `;
}
