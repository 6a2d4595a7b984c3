/** The flake of a proven machine, pushed to its owner's repository by git. */

import { errorCode, toErrorData } from '../domain/error.ts';
import { PUSH_SECRETS, type PushRequest } from '../domain/push-request.ts';
import { type Command, sh } from '../ssh/command.ts';
import { isInterruption } from '../workflow/interruption.ts';
import { act } from './act.ts';
import type { InstallRun, Workbench } from './context.ts';
import { DEADLINES } from './deadlines.ts';
import { type MachineFile, putFiles } from './files.ts';
import { accessEnvironment, accessFiles } from './repository-access.ts';

/**
 * Pushes where the request says so, and tells how it went. What fails here fails nothing: the machine is as it
 * was asked for, and its flake is on it.
 */
export async function pushFlake(run: InstallRun): Promise<void> {
  const { push } = run.request;
  if (push === undefined) return;
  await act(run, 'push', async ({ signal }) => {
    try {
      const commit = await pushOnce(run, push, signal);
      const text = `The flake was pushed to ${push.url}, branch ${push.branch}${commit === '' ? ': nothing had changed there' : ` (${commit.slice(0, 12)})`}.`;
      await run.deps.records.note(run.installId, 'push', text, { url: push.url, commit });
    } catch (error) {
      if (isInterruption(error) || errorCode(error) === 'request.cancelled') throw error;
      const text = `The flake was not pushed to ${push.url}: ${toErrorData(error).message} The machine is not touched by that: correct the cause, and push what GET /v1/installs/${run.installId}/flake gives.`;
      await run.deps.records.note(run.installId, 'push', text, { url: push.url, isFailed: true });
    }
    return null;
  });
}

/** Returns the commit; empty when nothing had to be changed. */
async function pushOnce(run: InstallRun, push: PushRequest, signal: AbortSignal): Promise<string> {
  const { workbench } = run.deps;
  const root = `${await workbench.folder(run.installId)}/push`;
  await workbench.shell.run(sh`rm -rf ${root} && mkdir -p ${root}`, { signal });
  const files = await run.deps.records.loadFlake(run.installId);
  const content = files.map(({ path, text }) => ({
    path: `${root}/content/${path}`,
    text,
    mode: '0644',
  }));
  await putFiles(workbench.shell, [...content, ...(await secretsOf(run, push, `${root}/access`))], {
    signal,
  });
  await putBase(run, workbench, `${root}/content/base`, signal);
  const script = pushScript(run, push, root);
  try {
    const options = { signal, deadlineMs: DEADLINES.pushMs };
    const { stdout } = await workbench.shell.run(script, options);
    return stdout.trim();
  } finally {
    await workbench.shell.run(sh`rm -rf ${root}`);
  }
}

async function secretsOf(
  run: InstallRun,
  push: PushRequest,
  directory: string,
): Promise<readonly MachineFile[]> {
  const { kind } = push.access;
  if (kind === 'public') return [];
  const name = kind === 'token' ? PUSH_SECRETS.token : PUSH_SECRETS.deployKey;
  const secret = await run.deps.keys.given(run.installId, name);
  return accessFiles(push, secret ?? '', directory);
}

/** An uploaded flake that was extended is a part of the whole. */
async function putBase(
  run: InstallRun,
  { shell }: Workbench,
  directory: string,
  signal: AbortSignal,
): Promise<void> {
  const { flake } = run.request.system;
  if (flake?.source.kind !== 'upload') return;
  const stdin = await run.deps.uploads.read(flake.source.flakeId);
  const unpack = sh`mkdir -p ${directory} && tar -C ${directory} --no-same-owner -xzf -`;
  await shell.run(unpack, { signal, stdin });
}

const TRIES = '1 2 3';

/** On top of what is there; when somebody else was faster, once more on top of that. */
function pushScript(run: InstallRun, push: PushRequest, root: string): Command {
  const { url, branch, path, access } = push;
  const subject = `Install ${run.request.system.hostname}`;
  const place = path === '' ? '.' : path;
  // A folder is this machine's alone; at the top there may be other things.
  const clear =
    path === ''
      ? sh``
      : sh`git rm -rq --ignore-unmatch -- ${path}
rm -rf -- ${path}
`;
  return sh`set -eu
export HOME=${root} GIT_CONFIG_NOSYSTEM=1 GIT_TERMINAL_PROMPT=0 GIT_ALLOW_PROTOCOL=${run.deps.workbench.gitProtocols}
export GIT_AUTHOR_NAME=ironflake GIT_AUTHOR_EMAIL=ironflake@localhost GIT_COMMITTER_NAME=ironflake GIT_COMMITTER_EMAIL=ironflake@localhost
${accessEnvironment(access, `${root}/access`)}cd ${root}
git init -q repository
cd repository
git symbolic-ref HEAD ${`refs/heads/${branch}`}
for try in ${TRIES.split(' ')}; do
  branches=$(git ls-remote --heads ${url} ${`refs/heads/${branch}`})
  if [ -n "$branches" ]; then
    git fetch -q --depth 1 ${url} ${`refs/heads/${branch}`}
    git reset -q --hard FETCH_HEAD
  fi
  ${clear}mkdir -p ${place}
  cp -rT ../content ${place}
  git add -A -f
  git diff --cached --quiet 2> /dev/null && [ -n "$branches" ] && exit
  git commit -q -m ${subject}
  if git push -q ${url} ${`HEAD:refs/heads/${branch}`} 2> ../refused; then git rev-parse HEAD; exit; fi
  grep -qE 'fetch first|non-fast-forward|cannot lock ref|stale info' ../refused || break
done
cat ../refused >&2
exit 1`;
}
