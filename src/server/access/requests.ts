import { z } from 'zod';
import { type RoleName, roles } from '#domain/org/roles';

// The bodies that the routes of access take. They are checked and described from here.

const login = z.string().trim().min(1).max(200);
const password = z.string().min(1).max(1000);
const code = z.string().min(6).max(40);

export const Credentials = z.strictObject({ login, password, newPassword: password.optional() });

export const SecondFactor = z.strictObject({ challenge: z.string().max(2000), code, newPassword: password.optional() });

export const PasswordChange = z.strictObject({ current: password, newPassword: password });

export const Proof = z.strictObject({ password });

export const Code = z.strictObject({ code });

export const KeyWanted = z.strictObject({
  name: z.string().trim().min(1).max(200),
  roles: z.array(z.enum(Object.keys(roles) as [RoleName, ...RoleName[]])).min(1),
  scope: z.enum(['read', 'write', 'admin']),
  /** How long it is good; null: until it is revoked. */
  days: z.int().min(1).max(3650).nullable(),
});
