import { employee } from '#domain/org/employee/employee';
import { roleGrant } from '#domain/org/role-grant/role-grant';
import { type RoleName, roles } from '#domain/org/roles';
import type { Actor } from '#kernel/run/actor';
import { systemActor } from '#kernel/run/tx';
import type { Admitted } from '#server/access/actor-cache';
import { Authenticator, SESSION_COOKIE } from '#server/access/authenticate';
import { accessRoutes } from '#server/access/routes';
import { openSession } from '#server/access/session';
import { httpApp } from '#server/http/app';
import { listen } from '#server/http/listen';
import { addPortalRoutes } from '#server/portal/mount';
import { type Person, personOf, type Who } from './person.ts';
import { freshWorld, type World } from './world.ts';

/** A company with a running server and people who use it. */
export interface Company {
  world: World;
  url: string;
  /** Epoch milliseconds: what the server believes it is. */
  now: number;
  /** The same roles and `who` are the same person. */
  person: (roles: readonly RoleName[], who?: Who) => Person;
  /** Somebody who holds every role inside the company. */
  everybody: () => Person;
  /** A contact person of a customer. */
  contact: (customer: string) => Person;
  /** Somebody who is not signed in. */
  stranger: () => Person;
  /** The faults (500) that the server has reported. */
  faults: unknown[];
  close: () => Promise<void>;
}

const SESSION_MS = 11 * 3_600_000; // one hour before a session that is not used ends

/** Opens a server on loopback over a fresh database whose clock stands at `begins`. */
export async function openCompany(begins: number): Promise<Company> {
  const world = await freshWorld();
  const { pool } = world.kernel;
  const clock = () => new Date(company.now);
  const authenticator = await Authenticator.open({ pool, clock });
  const contacts = new Map<string, Admitted>();
  const people = new Map<string, Person>();
  const faults: unknown[] = [];
  const access = accessRoutes({
    pool,
    box: world.box,
    authenticator,
    oidc: null,
    publicOrigin: null,
    addressOf: () => '192.0.2.7',
    clock,
  });
  const portal = {
    kernel: world.kernel,
    box: world.box,
    files: world.files,
    sendsMail: true,
    isDemo: false,
    publicOrigin: null,
    addressOf: () => '192.0.2.7',
    now: () => company.now,
  };
  const app = httpApp({
    kernel: world.kernel,
    files: world.files,
    // Contact persons have no credential of their own in the database: the token names them here.
    admit: async (headers) => contacts.get(headers.get('authorization') ?? '') ?? authenticator.admit(headers),
    access,
    publicOrigin: null,
    now: () => company.now,
    others: [(to) => addPortalRoutes(to, portal)],
    onFault: (error) => faults.push(error),
  });
  const server = await listen(app, { host: '127.0.0.1', port: 0, https: false });
  const remembered = (key: string, make: () => Person): Person => {
    const person = people.get(key) ?? make();
    people.set(key, person);
    return person;
  };
  const company: Company = {
    world,
    url: server.url,
    now: begins,
    faults,
    person: (held, who = {}) => remembered(JSON.stringify([[...held].sort(), who]), () => employeeWith(company, held, who)),
    everybody: () => company.person((Object.keys(roles) as RoleName[]).filter((role) => role !== 'portal_customer')),
    contact: (customer) =>
      remembered(`contact ${customer}`, () => {
        const token = `Bearer contact-${customer}`;
        contacts.set(token, {
          actor: contactOf(customer),
          credential: 'session',
          id: customer,
          goodUntil: Number.POSITIVE_INFINITY,
          notedAt: 0,
        });
        return personOf(
          server.url,
          () => Promise.resolve(customer),
          () => Promise.resolve({ authorization: token, 'accept-language': 'en' }),
        );
      }),
    stranger: () =>
      personOf(
        server.url,
        () => Promise.reject(new Error('A stranger has no id.')),
        () => Promise.resolve({ 'accept-language': 'en' }),
      ),
    async close() {
      await server.close(0);
      await authenticator.close();
      await world.close();
    },
  };
  return company;
}

const contactOf = (customer: string): Actor => ({
  ...systemActor,
  id: `contact:${customer}`,
  name: '客户联系人',
  roles: ['portal_customer'],
  customer,
  locale: 'en',
  scopes: ['read', 'write'],
});

/** Hires somebody when they are first needed; they sign in anew when the story's clock has outlived their session. */
function employeeWith(company: Company, held: readonly RoleName[], who: Who): Person {
  let hired: Promise<string> | undefined;
  let session: { token: string; openedAt: number } | undefined;
  const id = (): Promise<string> => (hired ??= hire(company, held, who));
  const credential = async (): Promise<Record<string, string>> => {
    const { world, now } = company;
    if (!session || now < session.openedAt || now > session.openedAt + SESSION_MS) {
      const opened = await openSession(
        world.kernel.pool,
        { employee: await id(), method: 'password', ip: '192.0.2.7', userAgent: 'story' },
        new Date(now),
      );
      session = { token: opened.token, openedAt: now };
    }
    return { cookie: `${SESSION_COOKIE}=${session.token}`, 'x-lvyue': '1', 'accept-language': 'en' };
  };
  return personOf(company.url, id, credential);
}

async function hire({ world, now }: Company, held: readonly RoleName[], { name, department }: Who): Promise<string> {
  const called =
    name ??
    held
      .map((role) => roles[role][0])
      .join('、')
      .slice(0, 80);
  return world.kernel.write(systemActor, now, async (tx) => {
    const [person] = await tx.create(employee, [{ name: called, ...(department !== undefined && { department }) }]);
    const granted = held.filter((role) => role !== 'employee');
    await tx.create(
      roleGrant,
      granted.map((role) => ({ employee: person!.id, role, fromDate: '2000-01-01' })),
    );
    return person!.id;
  });
}
