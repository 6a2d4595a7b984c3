import { describe, expect, it } from '@jest/globals';
import { answerError, noAnswerError } from '../../../providers/robot/errors.ts';
import { refusal } from './make.ts';

const CALL = { method: 'POST', path: '/reset/321', host: 'robot.test', durationMs: 12 };
const hide = (text: string) => text;

describe('an answer that refuses', () => {
  it.each([
    [401, 'UNAUTHORIZED', 'provider.unauthorized', 'refused'],
    [401, 'RATE_LIMIT_EXCEEDED', 'provider.unauthorized', 'refused'],
    [403, 'RATE_LIMIT_EXCEEDED', 'provider.rate-limited', 'refused'],
    [403, 'SOMETHING_ELSE', 'provider.forbidden', 'refused'],
    [400, 'INVALID_INPUT', 'provider.rejected', 'refused'],
    [404, 'SERVER_NOT_FOUND', 'provider.not-found', 'refused'],
    [404, 'NOT_FOUND', 'provider.not-found', 'refused'],
    [404, 'KEY_NOT_FOUND', 'provider.not-found', 'refused'],
    [404, 'BOOT_NOT_AVAILABLE', 'provider.unsupported', 'refused'],
    [404, 'RESET_NOT_AVAILABLE', 'provider.unsupported', 'refused'],
    [404, 'WOL_NOT_AVAILABLE', 'provider.unsupported', 'refused'],
    [409, 'KEY_ALREADY_EXISTS', 'provider.conflict', 'refused'],
    [409, 'CONFLICT', 'provider.conflict', 'refused'],
    [409, 'RESET_MANUAL_ACTIVE', 'provider.busy', 'refused'],
    [409, 'BOOT_ALREADY_ENABLED', 'provider.conflict', 'refused'],
    [409, 'BOOT_BLOCKED', 'provider.conflict', 'refused'],
    [409, 'FIREWALL_IN_PROCESS', 'provider.busy', 'refused'],
    [409, 'VSWITCH_IN_PROCESS', 'provider.busy', 'refused'],
    [412, 'PRECONDITION_FAILED', 'provider.sold-out', 'refused'],
    [418, 'TEAPOT', 'provider.rejected', 'refused'],
    [429, 'TOO_MANY', 'provider.rate-limited', 'refused'],
    [500, 'INTERNAL_ERROR', 'provider.unavailable', 'unknown'],
    [500, 'RESET_FAILED', 'provider.unavailable', 'unknown'],
    [500, 'BOOT_ACTIVATION_FAILED', 'provider.unavailable', 'unknown'],
    [503, 'MAINTENANCE', 'provider.unavailable', 'unknown'],
  ])('with %i %s is %s, %s', (status, vendorCode, code, outcome) => {
    const error = answerError(CALL, { status, body: refusal(status, vendorCode), hide });

    expect(error).toMatchObject({ code, details: { outcome, status, vendorCode } });
  });

  it.each([
    [404, 'provider.not-found'],
    [502, 'provider.unavailable'],
    [302, 'provider.rejected'],
  ])('with %i and no JSON is %s', (status, code) => {
    expect(answerError(CALL, { status, body: undefined, hide })).toMatchObject({
      code,
      details: { vendorCode: null },
    });
  });

  it('says what was tried, where, how it ended, after how long, and what to do', () => {
    const body = refusal(400, 'INVALID_INPUT', { missing: ['type'], invalid: null });

    expect(answerError(CALL, { status: 400, body, hide }).message).toBe(
      'Hetzner Robot at robot.test was asked for POST /reset/321 and answered 400 INVALID_INPUT (no), missing: type after 12 ms. The request was not accepted as it is; sending it again does not help.',
    );
  });
});

describe('no answer', () => {
  it.each([
    ['ECONNREFUSED', 'not-sent'],
    ['ENOTFOUND', 'not-sent'],
    ['ECONNRESET', 'unknown'],
    ['ETIMEDOUT', 'unknown'],
  ])('with %s is %s', (networkCode, outcome) => {
    expect(noAnswerError(CALL, networkCode)).toMatchObject({
      code: 'provider.unavailable',
      details: { outcome, networkCode },
    });
  });
});
