import { describe, expect, test } from 'vitest';
import { type Customer, customer } from './customer.ts';

const file = (more: Partial<Customer> = {}): Customer =>
  ({ name: '上海轴承', phone: '021-5555', businessScope: '轴承', needs: '每月 500 套', ...more }) as Customer;
const people = { contactPersons: 1, reachableContactPersons: 1 };
const nobody = { contactPersons: 0, reachableContactPersons: 0 };

describe('a customer becomes active when its file is complete', () => {
  const { contactPersonNamed, contactDetailsKnown, businessScopeKnown, needsKnown } = customer.lifecycle.activate.guards;

  test('a contact person is named', () => {
    expect(contactPersonNamed(file(), people)).toBe(true);
    expect(contactPersonNamed(file(), nobody)).toBe(false);
  });

  test.each([
    ['021-5555', 0, true],
    [null, 1, true],
    ['021-5555', 1, true],
    [null, 0, false],
  ])('with phone %s and %i reachable people, contact details are known: %s', (phone, reachableContactPersons, known) => {
    expect(contactDetailsKnown(file({ phone }), { contactPersons: 1, reachableContactPersons })).toBe(known);
  });

  test('business scope and needs are known', () => {
    expect(businessScopeKnown(file())).toBe(true);
    expect(businessScopeKnown(file({ businessScope: null }))).toBe(false);
    expect(needsKnown(file())).toBe(true);
    expect(needsKnown(file({ needs: null }))).toBe(false);
  });
});
