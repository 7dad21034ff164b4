import { createInterface } from 'node:readline/promises';
import { DEMO_PASSWORD } from '#server/demo/people';
import { type Running, startServer } from '#server/main';
import { serverOptions } from '#server/options';
import { ensureWebBuilt } from '#server/web-build';

export const summary = {
  zh: '启动：start（环境变量 PORT、LVYUE_HOST、LVYUE_DATA、DATABASE_URL、LVYUE_PROCESSES、LVYUE_DEMO、LVYUE_ORIGIN、LVYUE_LOG）',
  en: 'Start the program: start (environment: PORT, LVYUE_HOST, LVYUE_DATA, DATABASE_URL, LVYUE_PROCESSES, LVYUE_DEMO, LVYUE_ORIGIN, LVYUE_LOG)',
};

/** Starts the program, says where it is open, and runs until SIGINT, SIGTERM or SIGHUP. */
export async function run(): Promise<number> {
  const end = new Promise<void>((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => resolve());
  });
  let running: Running;
  try {
    const onTerminal = process.stdout.isTTY;
    const options = serverOptions(process.env, onTerminal);
    const wantsDemo = async () => {
      const wanted =
        options.demo ?? (onTerminal && process.stdin.isTTY && (await asked('载入演示公司？ Load the demo company? [y/N] ')));
      if (wanted) console.log('正在载入演示公司，请稍候…… Loading the demo company, please wait …');
      return wanted;
    };
    await ensureWebBuilt();
    running = await startServer({ ...options, env: process.env, wantsDemo });
  } catch (error) {
    console.error(told(error));
    return 1;
  }
  greet(running);
  if (running.sendsMail && !process.env['LVYUE_ORIGIN']) console.log(NO_ORIGIN_NOTE);
  await end;
  await running.stop();
  return 0;
}

async function asked(question: string): Promise<boolean> {
  const terminal = createInterface({ input: process.stdin, output: process.stdout });
  const givenUp = new AbortController();
  terminal.on('SIGINT', () => givenUp.abort(new Error('已取消。Given up.')));
  try {
    const answer = await terminal.question(question, { signal: givenUp.signal });
    return /^(?:y|yes|是)$/i.test(answer.trim());
  } catch (error) {
    throw givenUp.signal.aborted ? givenUp.signal.reason : error;
  } finally {
    terminal.close();
  }
}

function greet({ url, first, isDemo, sendsMail }: Running): void {
  console.log(`\n履约已启动 Lüyue is open: ${url}`);
  if (isDemo) console.log(DEMO_NOTE);
  if (isDemo && !sendsMail) console.log(portalNote(url));
  if (!isDemo && !sendsMail) console.log(NO_MAIL_NOTE);
  if (first) {
    console.log(`管理员账号 Administrator: ${first.login}\n初始密码 First password: ${first.password}`);
    console.log(
      '密码仅显示这一次，首次登录时须更改。The password is shown this once and has to be changed at the first sign-in.\n',
    );
  } else {
    console.log(
      '请用您的账号登录；忘记密码：npx lvyue user password 登录名\nSign in with your account; a forgotten password: npx lvyue user password LOGIN\n',
    );
  }
}

const DEMO_NOTE =
  `这里是演示公司，数据均为虚构。每个账号的密码：${DEMO_PASSWORD}，例如 maxiaodong（客服）、xuli（客服经理）、chenguoqiang（总经理）；删除：npx lvyue demo remove\n` +
  `This is the demo company; nothing in it is real. The password of every account: ${DEMO_PASSWORD}, for instance maxiaodong (customer service), xuli (its manager), chenguoqiang (general manager); to remove it: npx lvyue demo remove`;

const portalNote = (url: string): string =>
  `客户自助门户：${url}/portal，例如 gu@weicheng.example（看本单位全部）、dingli@weicheng.example（只看本人的）；登录验证码显示在这里。\n` +
  `The customers' portal: ${url}/portal, for instance gu@weicheng.example (all of the company's) or dingli@weicheng.example (only their own); the codes are shown here.`;

const NO_ORIGIN_NOTE =
  '未设置 LVYUE_ORIGIN：邮件里的链接以本机地址开头，客户打不开。\n' +
  'LVYUE_ORIGIN is not set: links in letters begin with an address of this machine, which customers cannot open.';

const NO_MAIL_NOTE =
  '未设置发送邮件（LVYUE_SMTP_URL、LVYUE_MAIL_FROM）：客户只能通过员工提供的链接登录自助门户。\n' +
  'No e-mail is sent (LVYUE_SMTP_URL, LVYUE_MAIL_FROM): customers enter the portal by links that staff give them.';

function told(error: unknown): string {
  const { code, port, message } = error as NodeJS.ErrnoException & { port?: number };
  if (code === 'EADDRINUSE')
    return `端口 ${port} 已被占用，请用 PORT 指定另一个。Port ${port} is in use; name another one with PORT.`;
  if (code === 'EACCES' && port !== undefined)
    return `无权使用端口 ${port}，请用 PORT 指定 1024 以上的端口。Port ${port} may not be used; name one above 1024 with PORT.`;
  return `未能启动。Not started: ${message}`;
}
