/** Flakes that callers upload. */

import { createHash } from 'node:crypto';
import {
  deleteUploadedFlake,
  type FlakePorts,
  getUploadedFlake,
  uploadFlake,
} from '../../service/flakes.ts';
import type { Once } from '../../service/once.ts';
import type { Handlers } from '../handler.ts';
import { onceFor } from '../once.ts';

type FlakeOperation = 'uploadFlake' | 'getUploadedFlake' | 'deleteUploadedFlake';

/** The handlers of uploads. */
export function createFlakeHandlers(ports: FlakePorts, once: Once): Pick<Handlers, FlakeOperation> {
  return {
    async uploadFlake(call) {
      // Known by its content: made once or twice, it is the same.
      const keep = () => uploadFlake(ports, call.body);
      const sha256 = createHash('sha256').update(call.body).digest('hex');
      const keyed = { ...call, body: { sha256 } };
      const made = await onceFor(once, 'uploadFlake', keyed, { make: keep, present: keep });
      const headers = { location: `/v1/flakes/${made.value.flakeId}` };
      return { kind: 'json', status: made.isNew ? 201 : 200, headers, body: { ...made.value } };
    },
    async getUploadedFlake({ params }) {
      const body = await getUploadedFlake(ports, params.flakeId);
      return { kind: 'json', status: 200, body: { ...body } };
    },
    async deleteUploadedFlake({ params }) {
      const body = await deleteUploadedFlake(ports, params.flakeId);
      return { kind: 'json', status: 200, body: { ...body } };
    },
  };
}
