import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { Logger, runOnce } from 'graphile-worker';
import { SMTPServer, type SMTPServerDataStream } from 'smtp-server';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { contact } from '#domain/accounts/contact/contact';
import { customer } from '#domain/accounts/customer/customer';
import { employee } from '#domain/org/employee/employee';
import { systemActor } from '#kernel/run/tx';
import { type Company, openCompany } from '#testing/company';
import { portalBrowser } from '#testing/visitor';
import { letterOf } from './letters.ts';
import { type Post, smtpPost } from './post.ts';
import { mailSettings } from './settings.ts';
import { mailTasks } from './tasks.ts';

/** A mail server as others run it: it asks who one is, and can be in a bad mood. */
const inbox: { from: string; to: string[]; raw: string }[] = [];
let mood: 'kind' | 'busy' | 'strict' = 'kind';
const server = new SMTPServer({
  authOptional: false,
  allowInsecureAuth: true,
  disabledCommands: ['STARTTLS'],
  onAuth: ({ username, password }, _session, done) =>
    username === 'lvyue' && password === 'ge:heim' ? done(null, { user: username }) : done(new Error('No')),
  onRcptTo: (_address, _session, done) => {
    if (mood === 'kind') return done();
    const refusal = Object.assign(new Error('Not now, secret@person.example'), { responseCode: mood === 'busy' ? 451 : 550 });
    return done(refusal);
  },
  onData(stream: SMTPServerDataStream, { envelope }, done) {
    text(stream).then((raw) => {
      inbox.push({ from: envelope.mailFrom ? envelope.mailFrom.address : '', to: envelope.rcptTo.map((to) => to.address), raw });
      done();
    }, done);
  },
});

let company: Company;
let post: Post;
beforeAll(async () => {
  server.listen(0, '127.0.0.1');
  await once(server.server, 'listening');
  const { port } = server.server.address() as AddressInfo;
  const env = { LVYUE_SMTP_URL: `smtp://lvyue:ge%3Aheim@127.0.0.1:${port}`, LVYUE_MAIL_FROM: '履约 <no-reply@lvyue.example>' };
  post = smtpPost(mailSettings(env)!);
  company = await openCompany(Date.now());
});
beforeEach(() => {
  inbox.length = 0;
  mood = 'kind';
});
afterAll(async () => {
  await company.close();
  post.close();
  await new Promise<void>((resolve) => server.close(resolve));
});

/** What the queue has said while it did all that is due. */
async function doJobs(): Promise<string> {
  const said: string[] = [];
  const { kernel, box, db } = company.world;
  await runOnce({
    pgPool: db.owner,
    taskList: mailTasks({ kernel, box, post, origin: 'https://lvyue.test', now: () => company.now }),
    logger: new Logger(
      () => (_level, message, meta) =>
        void said.push(message, JSON.stringify(meta), String((meta as { error?: Error })?.error?.stack)),
    ),
  });
  return said.join('\n');
}

async function person(more: object = {}) {
  const { kernel } = company.world;
  return kernel.write(systemActor, company.now, async (tx) => {
    const [c] = await tx.create(customer, [{ name: '苏州渭澄净水科技有限公司' }]);
    const [made] = await tx.create(contact, [{ customer: c!.id, name: '顾晓明', portalAccess: 'company' as const, ...more }]);
    return made!;
  });
}

/** The plain part of a letter, read back as a mail program does. */
function plainIn(raw: string): string {
  const [, body = ''] = /content-type: text\/plain[^]*?\r\n\r\n([^]*?)\r\n--/i.exec(raw) ?? [];
  if (/base64/i.test(raw)) return Buffer.from(body, 'base64').toString();
  return Buffer.from(
    body
      .replaceAll(/=\r\n/g, '')
      .replaceAll(/=([0-9A-F]{2})/g, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16))),
    'latin1',
  ).toString();
}

describe('letters', () => {
  test('a code arrives by SMTP in the person’s language, and is in no log', async () => {
    await person({ email: 'gu@weicheng.example', language: 'en' });
    const browser = portalBrowser(company, 'zh');
    await browser.post('/code', { email: 'gu@weicheng.example' });
    const said = await doJobs();
    expect(inbox).toMatchObject([{ from: 'no-reply@lvyue.example', to: ['gu@weicheng.example'] }]);
    const plain = plainIn(inbox[0]!.raw);
    expect(plain).toMatch(/customer portal/);
    const [code] = /\b\d{6}\b/.exec(plain)!;
    expect(said).not.toContain(code);
    expect((await browser.post('/session', { email: 'gu@weicheng.example', code })).body.signedIn).toBe(true);
  });

  test('a letter that the server does not take now is sent again, once, and the log names nobody', async () => {
    const { id } = await person({ email: 'secret@person.example' });
    await company.person(['service_desk']).take(contact, 'invite', id);
    mood = 'busy';
    const said = await doJobs();
    expect(inbox).toEqual([]);
    expect(said).toContain('The mail server did not take the letter (EENVELOPE 451).');
    expect(said).not.toContain('secret@person.example');
    expect(said).not.toContain('/portal/enter#');
    mood = 'kind';
    await company.world.db.owner.query('update graphile_worker._private_jobs set run_at = now()');
    await doJobs();
    await doJobs();
    expect(inbox.map(({ to }) => to)).toEqual([['secret@person.example']]);
    expect(plainIn(inbox[0]!.raw)).toMatch(/https:\/\/lvyue\.test\/portal\/enter#[\w-]{43}/);
  });

  test('news of promises goes to the employees who want it, each piece once', async () => {
    const { kernel, db } = company.world;
    const [wang, li] = await kernel.write(systemActor, company.now, (tx) =>
      tx.create(employee, [
        { name: '王', email: 'wang@lvyue.example' },
        { name: '李', email: 'li@lvyue.example' },
      ]),
    );
    await db.owner.query('insert into mail_news (employee, since) values ($1, $2)', [wang!.id, new Date(company.now - 1000)]);
    for (const { id } of [wang!, li!])
      await db.owner.query(
        `insert into notification (id, at, employee, kind, number) values (gen_random_uuid(), $1, $2, 'breached', 'SO-2026-00007')`,
        [new Date(company.now), id],
      );
    for (let i = 0; i < 2; i++) {
      await db.owner.query(`select graphile_worker.add_job('mail_news', '{}'::json)`);
      await doJobs();
    }
    expect(inbox.map(({ to }) => to)).toEqual([['wang@lvyue.example']]);
    expect(plainIn(inbox[0]!.raw)).toContain('SO-2026-00007');
  });

  test('what is written into a letter stays text', () => {
    const {
      html,
      text: plain,
      subject,
    } = letterOf({
      to: 'a@b.example',
      locale: 'zh',
      company: '<b>公司</b>',
      subject: '一\r\nBcc: all@b.example',
      said: ['<script>alert(1)</script>'],
      link: { url: 'https://lvyue.test/portal/enter#a"b', label: '打开' },
    });
    expect(html).not.toContain('<script>');
    expect(html).toContain('&lt;b&gt;公司');
    expect(html).toContain('enter#a&quot;b"');
    expect(subject).toBe('一 Bcc: all@b.example');
    expect(plain).toContain('打开:\nhttps://lvyue.test/portal/enter#a"b');
  });
});

describe('the settings', () => {
  const from = 'no-reply@lvyue.example';
  test('without a server nobody is written to', () => {
    expect(mailSettings({})).toBeNull();
    expect(mailSettings({ LVYUE_MAIL_FROM: from })).toBeNull();
  });
  test.each([
    [{ LVYUE_SMTP_URL: 'smtp.example.com', LVYUE_MAIL_FROM: from }, 'LVYUE_SMTP_URL'],
    [{ LVYUE_SMTP_URL: 'https://smtp.example.com', LVYUE_MAIL_FROM: from }, 'LVYUE_SMTP_URL'],
    [{ LVYUE_SMTP_URL: 'smtp://u:secret@smtp.example.com' }, 'LVYUE_MAIL_FROM'],
    [{ LVYUE_SMTP_URL: 'smtp://u:secret@smtp.example.com', LVYUE_MAIL_FROM: 'nobody' }, 'LVYUE_MAIL_FROM'],
  ])('%o names the variable and no password', (env, name) => {
    expect(() => mailSettings(env)).toThrow(name);
    expect(() => mailSettings(env)).not.toThrow('u:secret');
  });
});
