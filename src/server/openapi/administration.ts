import { Calendar, NewAccount } from '../http/administration.ts';
import { flag, id, instant, listOf, object, orNull, type Schema, schemaOf, text, whole } from './schema.ts';
import { answer, body, parameter, refusals } from './shared.ts';

type Paths = Record<string, Record<string, object>>;

const query = (name: string, schema: Schema): object => ({ name, in: 'query', schema });
const share: Schema = { type: 'number', minimum: 0, maximum: 1 };
const open: Schema = { type: 'object', additionalProperties: true };
const one = [parameter('id')] as unknown as object;
const jobId = [{ name: 'id', in: 'path', required: true, schema: text }] as unknown as object;

const operation = (operationId: string, summary: string, more: object, success: object, ...statuses: number[]): object => ({
  operationId,
  tags: ['administration'],
  summary,
  ...more,
  responses: { ...success, ...refusals(403, ...statuses) },
});
const nothing = (description: string): object => ({ 204: { description } });
const firstPassword = (status: number): object => ({
  [status]: answer('初始密码，仅显示一次 The first password, shown this once', object({ login: text, password: text })),
});
const items = (description: string, members: Record<string, Schema>): object => ({
  200: answer(description, object({ items: listOf(object(members)) })),
});

/** The routes for administrators. */
export const administrationPaths: Paths = {
  '/api/accounts': {
    get: operation(
      'accounts',
      '员工及其账号 Employees and what lets them in',
      {
        parameters: [
          query('q', text),
          query('department', id),
          query('role', text),
          query('standing', { enum: ['none', 'locked', 'left'] }),
          parameter('limit'),
          parameter('after'),
        ],
      },
      {
        200: answer(
          '按工号排列 In the order of their numbers',
          object({
            items: listOf(
              object({
                employee: id,
                number: text,
                name: text,
                state: { enum: ['active', 'left'] },
                department: orNull(id),
                departmentName: orNull(text),
                roles: listOf(text),
                login: orNull(text),
                secondFactor: flag,
                mustChange: flag,
                lockedAt: orNull(instant),
                lastSeenAt: orNull(instant),
              }),
            ),
            next: orNull(text),
          }),
        ),
      },
      422,
    ),
    post: operation(
      'openAccount',
      '开通账号 Give an employee an account',
      { requestBody: body(schemaOf(NewAccount, 'input')) },
      firstPassword(201),
      400,
      404,
      409,
      413,
      415,
      422,
    ),
  },
  '/api/accounts/{id}/password': {
    parameters: one,
    post: operation('newFirstPassword', '重设密码 Set a new first password', {}, firstPassword(201), 404, 422),
  },
  '/api/accounts/{id}/lock': {
    parameters: one,
    post: operation('lockAccount', '锁定账号 Lock an account', {}, nothing('已锁定 Locked'), 404, 409, 422),
  },
  '/api/accounts/{id}/unlock': {
    parameters: one,
    post: operation('unlockAccount', '解锁账号 Unlock an account', {}, nothing('已解锁 Unlocked'), 404, 422),
  },
  '/api/accounts/{id}/second-factor': {
    parameters: one,
    delete: operation(
      'dropSecondFactor',
      '取消遗失的双重验证 Drop a lost second factor',
      {},
      nothing('已取消 Dropped'),
      404,
      422,
    ),
  },
  '/api/open-sessions': {
    get: operation(
      'openSessions',
      '所有人的登录会话 Everybody’s sessions',
      {},
      items('最近使用的在前 The last seen first', {
        id,
        employee: id,
        name: text,
        method: text,
        createdAt: instant,
        lastSeenAt: instant,
        expiresAt: instant,
        ip: text,
        userAgent: text,
      }),
    ),
  },
  '/api/number-series': {
    get: operation(
      'numberSeries',
      '编号规则与计数 How records are numbered',
      {},
      items('每种单据 Every kind of record', {
        record: text,
        format: text,
        counters: listOf(object({ year: orNull(text), last: whole })),
      }),
    ),
  },
  '/api/jobs': {
    get: operation(
      'jobs',
      '任务队列 The queue of jobs',
      {},
      {
        200: answer(
          '失败的在前 What has failed first',
          object({
            items: listOf(
              object({
                id: text,
                task: text,
                state: { enum: ['waiting', 'running', 'retrying', 'failed'] },
                runAt: instant,
                attempts: whole,
                maxAttempts: whole,
                lastError: orNull(text),
                createdAt: instant,
              }),
            ),
            counts: object({ waiting: whole, running: whole, retrying: whole, failed: whole }),
          }),
        ),
      },
    ),
  },
  '/api/jobs/{id}': {
    parameters: jobId,
    delete: operation('deleteJob', '删除任务 Take a job out undone', {}, nothing('已删除 Deleted'), 404, 409),
  },
  '/api/jobs/{id}/retry': {
    parameters: jobId,
    post: operation('retryJob', '重新执行任务 Let a job run again', {}, nothing('已安排 It will run'), 404, 409),
  },
  '/api/journal-checks': {
    get: operation(
      'journalChecks',
      '流水校验 Examinations of the journal',
      {},
      {
        200: answer(
          '最新的在前 The newest first',
          object({
            sealing: object({
              segments: whole,
              sealedAt: orNull(instant),
              root: orNull(text),
              keyId: orNull(text),
              unsealed: whole,
            }),
            items: listOf(
              object({
                id,
                askedBy: text,
                askedByName: orNull(text),
                askedAt: instant,
                state: { enum: ['waiting', 'running', 'done', 'failed'] },
                rows: flag,
                startedAt: orNull(instant),
                endedAt: orNull(instant),
                share,
                report: orNull(open),
                fault: orNull(text),
              }),
            ),
          }),
        ),
      },
    ),
    post: operation(
      'checkJournal',
      '校验流水 Examine the journal',
      { requestBody: body(object({ rows: flag })) },
      { 202: answer('已安排 It will run', object({ id })) },
      400,
      413,
      415,
      422,
    ),
  },
  '/api/backup-runs': {
    get: operation(
      'backupRuns',
      '备份记录 Runs of the backup command',
      {},
      items('最新的在前 The newest first', {
        id: text,
        startedAt: instant,
        endedAt: orNull(instant),
        result: { enum: ['under_way', 'done', 'failed'] },
        file: text,
        bytes: orNull({ type: 'number' }),
        sha256: orNull(text),
        fault: orNull(text),
      }),
    ),
  },
  '/api/import-runs': {
    get: operation(
      'importRuns',
      '导入记录 Runs of the import command',
      {},
      items('最新的在前 The newest first', {
        id,
        what: { enum: ['orders', 'survey'] },
        source: text,
        startedAt: instant,
        endedAt: orNull(instant),
        result: { enum: ['under_way', 'done', 'interrupted', 'failed'] },
        counts: orNull(open),
        notLoaded: orNull(whole),
        noted: orNull(whole),
        fault: orNull(text),
      }),
    ),
  },
  '/api/examination': {
    get: operation(
      'examination',
      '运行检查 An examination of what the program stands on',
      {},
      items('发现 What was found', { what: text, state: { enum: ['good', 'odd', 'bad'] }, found: text, mend: orNull(text) }),
      404,
    ),
  },
  '/api/statutory-days': {
    get: operation(
      'statutoryDays',
      '一年的法定节假日和调休 Statutory holidays and make-up days of a year',
      { parameters: [query('year', { type: 'string', pattern: '^\\d{4}$' })] },
      items('按日期 By date', { date: { type: 'string', format: 'date' }, kind: { enum: ['off', 'work'] }, name: text }),
      422,
    ),
  },
  '/api/calendar-preview': {
    post: operation(
      'previewCalendar',
      '预览日历变更的影响 What a changed calendar would do',
      { requestBody: body(schemaOf(Calendar, 'input')) },
      {
        200: answer(
          '到期时间会变动的承诺 The promises that would be due at another time',
          object({
            examined: whole,
            more: flag,
            changed: whole,
            changes: listOf(object({ commitment: id, number: text, control: text, from: orNull(instant), to: orNull(instant) })),
          }),
        ),
      },
      400,
      413,
      415,
      422,
    ),
  },
};
