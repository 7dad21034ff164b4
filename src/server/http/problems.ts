import { Problem } from '#kernel/problem';

// What can be wrong with a request before anybody looks at what it asks for.

export const malformed = (zh: string, en: string): Problem => new Problem('malformed', 400, { zh, en });

export const notJson = (): Problem =>
  new Problem('not-json', 415, {
    zh: '请求内容必须是 UTF-8 编码的 JSON。',
    en: 'The body of the request must be JSON in UTF-8.',
  });

export const tooLarge = (limit: number): Problem =>
  new Problem('too-large', 413, { zh: '请求内容过大。', en: 'The request is too large.' }, { limit });

export const tooSlow = (): Problem => new Problem('too-slow', 408, { zh: '请求发送过慢。', en: 'The request came too slowly.' });

export const addressTooLong = (limit: number): Problem =>
  new Problem('address-too-long', 414, { zh: '请求地址过长。', en: 'The address of the request is too long.' }, { limit });

export const noSuchRoute = (): Problem =>
  new Problem('not-found', 404, { zh: '没有这个地址。', en: 'There is no such address.' });

export const versionNeeded = (): Problem =>
  new Problem('version-needed', 428, {
    zh: '请在 If-Match 中注明您看到的版本，以免覆盖他人的修改。',
    en: 'Please name the version that you saw in If-Match, so that nobody’s change is overwritten.',
  });

export const keyReused = (): Problem =>
  new Problem('key-reused', 422, {
    zh: '这个 Idempotency-Key 已用于另一个请求。',
    en: 'This Idempotency-Key was used for another request.',
  });

export const foreignRequest = (): Problem =>
  new Problem('foreign-request', 403, {
    zh: '此请求不是从本系统的页面发出的。',
    en: 'This request does not come from a page of this system.',
  });

/** Something is wrong with the program: the log says what, under this id. */
export const fault = (id: string): Problem =>
  new Problem(
    'fault',
    500,
    {
      zh: '系统出错，请联系管理员并告知请求编号。',
      en: 'Something went wrong. Please give an administrator the number of this request.',
    },
    { request: id },
  );
