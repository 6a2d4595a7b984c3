/** A text/event-stream → messages, https://html.spec.whatwg.org/multipage/server-sent-events.html */

export interface Message {
  /** `message` unless the stream says otherwise. */
  readonly event: string;
  readonly data: string;
}

/** The complete messages of an answer. A connection that is cut ends them; half a message is dropped. */
export async function* readMessages(answer: Response): AsyncGenerator<Message, void> {
  if (answer.body === null) return;
  const reader = answer.body.pipeThrough(new TextDecoderStream()).getReader();
  let buffer = '';
  try {
    for (;;) {
      const { done, value } = await readOrEnd(reader);
      if (done) return;
      buffer += value;
      const blocks = buffer.split(/\r?\n\r?\n/);
      buffer = blocks.pop() ?? '';
      for (const block of blocks) {
        const message = parseBlock(block);
        if (message !== null) yield message;
      }
    }
  } finally {
    await reader.cancel().catch(() => {});
  }
}

/** A cut connection is an end like any other: the reader comes back after the last event it saw. */
async function readOrEnd(
  reader: ReadableStreamDefaultReader<string>,
): Promise<{ readonly done: boolean; readonly value: string }> {
  try {
    const { done, value = '' } = await reader.read();
    return { done, value };
  } catch {
    return { done: true, value: '' };
  }
}

function parseBlock(block: string): Message | null {
  let event = 'message';
  const data: string[] = [];
  for (const line of block.split(/\r?\n/)) {
    const [, field, value = ''] = /^([^:]*)(?:: ?(.*))?$/.exec(line) ?? [];
    if (field === 'event') event = value;
    if (field === 'data') data.push(value);
  }
  return data.length === 0 ? null : { event, data: data.join('\n') };
}
