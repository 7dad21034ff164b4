import { randomBytes, type ScryptOptions, scrypt, timingSafeEqual } from 'node:crypto';
import type { Bilingual } from '#kernel/problem';

/**
 * Hashes a password with scrypt.
 * @returns `$scrypt$ln=16,r=8,p=2$<salt>$<hash>`: the costs travel with the hash, so that they can rise.
 */
export async function hashPassword(password: string): Promise<string> {
  const salt = randomBytes(16);
  const hash = await derive(password, salt, COST);
  return `$scrypt$ln=${COST.ln},r=${COST.r},p=${COST.p}$${salt.toString('base64url')}$${hash.toString('base64url')}`;
}

/**
 * Compares a password with a stored hash, in constant time. For an unknown login (`stored` null) it does the same work,
 * so that the answer takes as long as for a known one.
 * @returns whether it is right, and whether it should be hashed anew at today's cost.
 * @throws when `stored` is not a hash that `hashPassword` made.
 */
export async function verifyPassword(password: string, stored: string | null): Promise<{ right: boolean; outdated: boolean }> {
  const { cost, salt, hash } = stored === null ? NOBODY : parse(stored);
  const equal = timingSafeEqual(await derive(password, salt, cost), hash);
  return {
    right: equal && stored !== null,
    outdated: cost.ln < COST.ln || cost.r < COST.r || cost.p < COST.p,
  };
}

/** What is wrong with a new password for `login`; an empty list when it will do. */
export function passwordFaults(password: string, login: string): Bilingual[] {
  const plain = normal(password).toLowerCase();
  const name = normal(login).toLowerCase();
  const faults: Bilingual[] = [];
  const length = Array.from(plain).length;
  if (length < SHORTEST) {
    faults.push({ zh: `密码至少需要 ${SHORTEST} 个字符。`, en: `A password needs at least ${SHORTEST} characters.` });
  }
  if (length > LONGEST) {
    faults.push({ zh: `密码最多 ${LONGEST} 个字符。`, en: `A password may have at most ${LONGEST} characters.` });
  }
  if (plain === name || (name.length >= 4 && plain.includes(name))) {
    faults.push({ zh: '密码不能包含登录名。', en: 'A password must not contain the login name.' });
  }
  if (WORST.has(plain) || new Set(plain).size < 4 || isRun(plain)) {
    faults.push({ zh: '这个密码太常见，很容易被猜中。', en: 'This password is too common and easily guessed.' });
  }
  return faults;
}

// NIST SP 800-63B 5.1.1.2: at least 8 characters and any character allowed; ten, as there are no rules on composition.
const SHORTEST = 10;
const LONGEST = 200;

interface Cost {
  /** The binary logarithm of N. */
  ln: number;
  r: number;
  p: number;
}

// The second of the five settings that OWASP's password storage cheat sheet calls equal: 64 MiB, 0.37 s of one core (measured).
const COST: Cost = { ln: 16, r: 8, p: 2 };

// Same work as for somebody; the hash is random, so no password fits.
const NOBODY = { cost: COST, salt: randomBytes(16), hash: randomBytes(32) };

function derive(password: string, salt: Buffer, { ln, r, p }: Cost): Promise<Buffer> {
  const options: ScryptOptions = { N: 2 ** ln, r, p, maxmem: 2 * 128 * 2 ** ln * r };
  return new Promise((resolve, reject) => {
    scrypt(normal(password), salt, 32, options, (error, key) => (error ? reject(error) : resolve(key)));
  });
}

// The same password typed on another keyboard (full-width forms, composed or decomposed accents) is the same password.
const normal = (text: string): string => text.normalize('NFKC');

function parse(stored: string): { cost: Cost; salt: Buffer; hash: Buffer } {
  const [, ln, r, p, salt, hash] = /^\$scrypt\$ln=(\d+),r=(\d+),p=(\d+)\$([\w-]+)\$([\w-]{43})$/.exec(stored) ?? [];
  if (!salt || !hash) throw new Error('A stored password hash has an unknown form.');
  return {
    cost: { ln: Number(ln), r: Number(r), p: Number(p) },
    salt: Buffer.from(salt, 'base64url'),
    hash: Buffer.from(hash, 'base64url'),
  };
}

/** Each character follows its neighbour: 0123456789, abcdefghij, 9876543210. */
function isRun(text: string): boolean {
  const codes = Array.from(text, (letter) => letter.codePointAt(0) ?? 0);
  const steps = new Set(codes.slice(1).map((code, i) => code - (codes[i] ?? 0)));
  return steps.size === 1 && (steps.has(1) || steps.has(-1));
}

// From public lists of leaked passwords, those of ten characters and more that appear most, Chinese ones first.
const WORST = new Set(
  `woaini1314 woaini1314520 woaini520 woaini5201314 5201314woaini a123456789 a1234567890 aa123456789 abc123456789 abcd123456
   qq123456789 qq1234567890 wang123456 wang123456789 zhang123456 zhang123456789 123456789a 123456789abc 1234567890a 12345678910
   123456789123 123456123456 1234512345 1234567891 1234567899 0987654321 1123581321 1314520520 1314521521 147258369a
   3.1415926535 31415926535 1qaz2wsx3edc 1qazxsw23edc qazwsxedcrfv zaq12wsxcde3 1q2w3e4r5t 1q2w3e4r5t6y q1w2e3r4t5 q1w2e3r4t5y6
   qwertyuiop qwertyuiop123 qwerty12345 qwerty123456 qwert12345 qwer123456 asdfghjkl123 asdf123456 asd123456789 zxcvbnm123
   zxcvbnm123456 password12 password123 password1234 password12345 passw0rd123 p@ssw0rd123 p@ssword123 pass123456 admin12345
   admin123456 administrator admin@12345 root123456 test123456 user123456 welcome123 welcome1234 letmein1234 iloveyou12
   iloveyou123 sunshine123 football123 princess123 changeme123 default123 company123 computer123 huawei12345 huawei@123
   lenovo12345 china123456 beijing2008 shanghai2010 woshishui123 mima123456 mima1234567 xiaoxiao123 tiantian123`.split(/\s+/),
);
