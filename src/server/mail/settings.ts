/** How letters leave the house. */
export interface MailSettings {
  /** `smtps://user:password@smtp.example.com` */
  url: string;
  /** Whom letters come from: an address, or `履约 <no-reply@example.com>`. */
  from: string;
}

/**
 * Reads `LVYUE_SMTP_URL` and `LVYUE_MAIL_FROM`.
 * @returns null when no server is named: nothing is written to anybody then.
 * @throws Error in both languages that names the variable which cannot be used. It never repeats the URL: that holds a password.
 */
export function mailSettings(env: NodeJS.ProcessEnv): MailSettings | null {
  const url = env['LVYUE_SMTP_URL'] || undefined;
  const from = env['LVYUE_MAIL_FROM'] || undefined;
  if (url === undefined) return null;
  if (!URL.canParse(url) || !/^smtps?:$/.test(new URL(url).protocol)) throw unusable('LVYUE_SMTP_URL', SERVER);
  if (from === undefined || !/^[^\r\n]*[^\s@<>]+@[^\s@<>]+>?$/.test(from)) throw unusable('LVYUE_MAIL_FROM', SENDER);
  return { url, from };
}

const SERVER = 'smtps://user:password@smtp.example.com';
const SENDER = 'no-reply@example.com';

const unusable = (name: string, wanted: string): Error =>
  new Error(`环境变量 ${name} 缺失或无效，应形如：${wanted}。${name} is missing or not valid; it looks like: ${wanted}.`);
