import type { Task, TaskList } from 'graphile-worker';
import type { PoolClient } from 'pg';
import type { Kernel } from '#kernel/run/kernel';
import { inTransaction } from '#kernel/run/transaction';
import type { SecretBox } from '#server/access/secret-box';
import { CODE_ON_ITS_WAY, type CodeOnItsWay, knownBy } from '#server/portal/code';
import { companyShown } from '#server/portal/company';
import { linkUrl, makeLink, SIGN_IN_DAYS, surveyDoor } from '#server/portal/link';
import { arrivalLetter, codeLetter, invitationLetter, surveyLetter } from './letters.ts';
import { mailNews } from './news.ts';
import type { Letter, Post } from './post.ts';
import { arrivalsToTell, type Person, peopleToInvite, runningSurvey } from './tasks.queries.ts';

export interface MailParts {
  kernel: Kernel;
  box: SecretBox;
  /** null: no mail server is set, and nobody is written to. */
  post: Post | null;
  /** Where browsers reach the program, without a slash at the end. */
  origin: string;
  /** Epoch milliseconds. */
  now: () => number;
}

/**
 * What the job queue does about letters. A job that concerns several people makes a letter for each, in one transaction with the links
 * that stand in them; each letter is then a job of its own, so that one that is refused is tried again alone.
 */
export function mailTasks(parts: MailParts): TaskList {
  const { post, kernel, box, origin, now } = parts;
  if (!post) return Object.fromEntries(TASKS.map((task) => [task, async () => undefined]));
  const instant = (): Date => new Date(now());
  const company = async (): Promise<string> => (await companyShown(kernel, now())).name;

  const mail_code: Task = async (payload) => {
    const { ticket } = payload as { ticket: string };
    const wanted = box.redeem(CODE_ON_ITS_WAY, ticket, instant()) as CodeOnItsWay | null;
    if (!wanted) return; // too late: the code is not good any more
    const [person] = await knownBy(kernel.pool, wanted.email);
    if (!person) return; // nobody's address; whoever asked is not told
    const locale = person.language ?? wanted.locale;
    await post.send(codeLetter({ to: wanted.email, locale, company: await company() }, wanted.code));
  };

  const mail_letter: Task = async (payload) => {
    const { sealed } = payload as { sealed: string };
    const plain = box.open(LETTER, '', Buffer.from(sealed, 'base64'));
    if (plain !== null) await post.send(JSON.parse(plain) as Letter);
  };

  /** A link that signs a person in and opens a page. */
  const doorFor = async (client: PoolClient, contact: string, opens: string): Promise<string> => {
    const wanted = { purpose: 'sign_in', contact, opens, createdBy: 'system', days: SIGN_IN_DAYS } as const;
    return linkUrl(origin, 'sign_in', await makeLink(client, wanted, instant()));
  };

  const inPost = (write: (client: PoolClient, name: string) => Promise<Letter[]>): Promise<void> =>
    inTransaction(kernel.pool, async (client) => {
      const letters = await write(client, await company());
      for (const letter of letters) await client.query(...jobFor(box, letter, instant()));
    });

  return {
    mail_code,
    mail_letter,
    mail_invitations: (payload) =>
      inPost(async (client, name) => {
        const people = await peopleToInvite(client, (payload as { contacts: string[] }).contacts);
        return inTurn(people, async (person) =>
          invitationLetter(headOf(person, name), await doorFor(client, person.contact, '/portal'), person.name),
        );
      }),
    mail_arrivals: (payload) =>
      inPost(async (client, name) => {
        const arrivals = await arrivalsToTell(client, (payload as { deliveries: string[] }).deliveries);
        return inTurn(arrivals, async (arrival) => {
          const url = await doorFor(client, arrival.contact, `/portal/deliveries/${arrival.delivery}`);
          return arrivalLetter(headOf(arrival, name), url, arrival.number);
        });
      }),
    mail_survey_links: (payload) =>
      inPost(async (client, name) => {
        const { survey, contacts } = payload as { survey: string; contacts: string[] };
        const title = await runningSurvey(client, survey);
        if (title === null) return [];
        return inTurn(await peopleToInvite(client, contacts, { withoutPortal: true }), async (person) => {
          const url = await surveyDoor(client, origin, { survey, contact: person.contact, createdBy: 'system' }, instant());
          return surveyLetter(headOf(person, name), url, title);
        });
      }),
    mail_news: () => inPost((client, name) => mailNews(kernel, client, { company: name, origin, now: now() })),
  };
}

/** When news of promises is looked for: every five minutes. */
export const MAIL_CRONTAB = '*/5 * * * * mail_news ?max=3';

const TASKS = ['mail_code', 'mail_letter', 'mail_invitations', 'mail_arrivals', 'mail_survey_links', 'mail_news'];

const LETTER = 'letter';

/** A letter in the queue: sealed, as it may hold a link that signs somebody in. */
const jobFor = (box: SecretBox, letter: Letter, at: Date): [string, unknown[]] => [
  `select graphile_worker.add_job('mail_letter', $1::json, run_at := $2, max_attempts := 12)`,
  [JSON.stringify({ sealed: box.seal(LETTER, '', JSON.stringify(letter)).toString('base64') }), at],
];

const headOf = ({ email, language }: Person, company: string) => ({ to: email, locale: language ?? 'zh', company }) as const;

/** One connection does one thing at a time. */
async function inTurn<P>(people: readonly P[], write: (person: P) => Promise<Letter>): Promise<Letter[]> {
  const letters: Letter[] = [];
  for (const person of people) letters.push(await write(person));
  return letters;
}
