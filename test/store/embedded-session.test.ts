import { describe, expect, it } from '@jest/globals';
import { createSession } from '../../src/store/embedded-session.ts';

/** A message of the protocol. */
function message(type: string, text: string): Buffer {
  const body = Buffer.from(`${text}\0`);
  const head = Buffer.alloc(5);
  head.write(type);
  head.writeInt32BE(body.length + 4, 1);
  return Buffer.concat([head, body]);
}

const STARTUP = Buffer.from([0, 0, 0, 9, 0, 3, 0, 0, 0]);
const query = (text: string) => message('Q', text);

/** A session whose database is in a transaction from `begin` on until `commit` or `rollback`. */
function sessionUnderTest() {
  const executed: string[] = [];
  const answered: number[] = [];
  let state = 'I';
  const session = createSession(
    (batch) => {
      const text = Buffer.from(batch)
        .toString('latin1')
        .replaceAll(/[^a-z]/g, '');
      executed.push(text);
      if (text.includes('begin')) state = 'T';
      if (text.includes('commit') || text.includes('rollback')) state = 'I';
      return Buffer.from([90, 0, 0, 0, 5, state.charCodeAt(0)]);
    },
    (lane) => answered.push(lane),
  );
  const greet = (lane: number, isUrgent = false) => session.receive(lane, STARTUP, isUrgent);
  const runAll = () => {
    while (session.advance());
  };
  return { session, executed, answered, greet, runAll };
}

describe('the one session of the embedded database', () => {
  it('keeps everybody else waiting while one has a transaction open', () => {
    const { session, executed, greet, runAll } = sessionUnderTest();
    for (const lane of [1, 2]) greet(lane);
    runAll();
    session.receive(1, query('begin'), false);
    session.receive(2, query('other'), true);
    // The urgent one first; but what comes after a beginning waits for its end.
    session.advance();
    session.advance();
    session.receive(2, query('later'), true);
    expect(session.advance()).toBe(false);
    expect(session.isIdle()).toBe(false);
    session.receive(1, query('commit'), false);
    runAll();
    expect(executed.slice(2)).toEqual(['other', 'begin', 'commit', 'later']);
    expect(session.isIdle()).toBe(true);
  });

  it('serves what is urgent first, and else in the order in which it came', () => {
    const { session, executed, greet, runAll } = sessionUnderTest();
    for (const lane of [1, 2]) greet(lane);
    greet(3, true);
    runAll();
    session.receive(1, query('one'), false);
    session.receive(2, query('two'), false);
    session.receive(3, query('urgent'), true);
    runAll();
    expect(executed.slice(3)).toEqual(['urgent', 'one', 'two']);
  });

  it('takes messages up to a Sync as one batch, however they were cut on the way', () => {
    const { session, executed, answered, greet, runAll } = sessionUnderTest();
    greet(7);
    const bytes = Buffer.concat([message('P', 'parse'), message('B', 'bind'), message('S', '')]);
    for (const byte of bytes) session.receive(7, Buffer.from([byte]), false);
    runAll();
    expect(executed.slice(1)).toEqual(['parsebind']);
    expect(answered).toEqual([7, 7]);
  });

  it('rolls back what a connection leaves open, and lets nobody answer its goodbye', () => {
    const { session, executed, answered, greet, runAll } = sessionUnderTest();
    greet(1);
    session.receive(1, query('begin'), false);
    runAll();
    session.receive(1, message('X', ''), false);
    session.close(1);
    greet(2);
    runAll();
    expect(executed.slice(1)).toEqual(['begin', 'rollback', '']);
    expect(answered).toEqual([1, 1, 2]);
  });
});
