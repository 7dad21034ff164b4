import { createTransport } from 'nodemailer';
import type { MailSettings } from './settings.ts';

/** A letter to one person, as plain text and the same as simple HTML. */
export interface Letter {
  to: string;
  subject: string;
  text: string;
  html: string;
}

/** Takes letters away. */
export interface Post {
  /** @throws Error when the letter was not taken; it names neither the person nor what was written. */
  send(letter: Letter): Promise<void>;
  close(): void;
}

const PATIENCE_MS = 20_000;

/** Sends by SMTP, over few connections that are kept. Encrypts where the server offers it. */
export function smtpPost({ url, from }: MailSettings): Post {
  const transport = createTransport({
    url,
    pool: true,
    maxConnections: 2,
    connectionTimeout: PATIENCE_MS,
    greetingTimeout: PATIENCE_MS,
    socketTimeout: PATIENCE_MS,
    disableFileAccess: true,
    disableUrlAccess: true,
  });
  return {
    async send(letter) {
      await transport.sendMail({ from, ...letter, headers: { 'Auto-Submitted': 'auto-generated' } }).catch((error: unknown) => {
        // What the server says may name the person; its code says enough.
        const { code, responseCode } = error as { code?: string; responseCode?: number };
        throw new Error(`The mail server did not take the letter (${[code, responseCode].filter(Boolean).join(' ')}).`);
      });
    },
    close: () => transport.close(),
  };
}

/** For the demo company without a mail server: letters are shown where the program was started, to whoever tries it out. */
export const shownPost = (say: (text: string) => void = console.log): Post => ({
  async send({ to, subject, text }) {
    say(`\n[演示，邮件未真正发出 Demo: this letter was not sent]\n${to}\n${subject}\n\n${text}\n`);
  },
  close: () => undefined,
});
