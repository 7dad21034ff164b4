import { queriesFor } from '#kernel/run/kind';
import { roleGrant } from './role-grant.ts';

export const roleGrantQueries = queriesFor(roleGrant, {
  facts: {
    administrators: `select count(distinct g.employee)::int from role_grant g join employee e on e.id = g.employee and e.state = 'active' where g.role = 'admin' and g.state = 'in_force'`,
  },
  oneAtATime: true, // two administrators revoking each other must not both succeed
  scopes: { own: 'r.employee = :employee' },
});
