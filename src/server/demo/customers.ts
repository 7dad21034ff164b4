import { contact } from '#domain/accounts/contact/contact';
import { customer } from '#domain/accounts/customer/customer';
import data from './customers.data.json' with { type: 'json' };
import type { PersonKey } from './people.ts';
import type { Setting } from './sales.ts';
import type { Caller, Made } from './script.ts';

/** A customer as the script knows it. */
export interface Customer extends Made {
  row: CustomerRow;
  /** The instant at which its file was opened. */
  since: number;
  /** The first is whom we call. */
  people: Caller[];
}

/** An invented customer. Its telephone numbers and addresses reach nobody. */
interface CustomerRow {
  key: string;
  name: string;
  shortName: string;
  phone: string;
  address: string;
  scope: string | null;
  needs: string | null;
  source: string;
  valueClass: 'strategic' | 'important' | 'general';
  cooperationClass: 'A' | 'B' | 'C';
  brand?: boolean;
  english?: boolean;
  owner: PersonKey;
  people: readonly (readonly [name: string, post: string, mobile: string, email: string, portal: 'none' | 'own' | 'company'])[];
  /** What has become of it. */
  fate: 'orders' | 'potential' | 'developing' | 'suspended' | 'terminated';
  /** How often it orders, compared with others. */
  weight: number;
  /** Known for so many days; left out: from the beginning. */
  since?: number;
}

/** Writes the customers' files: who they are, their people, and how far the dealings have come. Answers those that order. */
export function customers(setting: Setting, from: number): Customer[] {
  const { time } = setting;
  const all = (data.customers as unknown as CustomerRow[]).map((row, i) => {
    const at = row.since === undefined ? from + i * 9 * MINUTE : time.at(time.workday(time.day(-row.since), 0), '10:20');
    return file(setting, row, at);
  });
  changes(setting, (key) => all.find((c) => c.row.key === key)!);
  return all.filter((c) => c.row.fate === 'orders');
}

const MINUTE = 60_000;

function file({ script, time, cast }: Setting, row: CustomerRow, at: number): Customer {
  const { name, shortName, phone, address, source, valueClass, cooperationClass, owner, scope, needs, fate } = row;
  const made = script.create(at, 'qianhaitao', customer, () => ({
    name,
    shortName,
    phone,
    address,
    source,
    valueClass,
    cooperationClass,
    ...(scope && { businessScope: scope }),
    ...(needs && { needs }),
    keyAccount: valueClass === 'strategic',
    brand: row.brand === true,
    owner: cast.id(owner),
    department: cast.department(owner),
  }));
  const people = row.people.map(([called, post, mobile, email, portalAccess], i): Caller => {
    const person = {
      name: called,
      post,
      mobile,
      email,
      portalAccess,
      language: row.english ? 'en' : 'zh',
      primary: i === 0,
    } as const;
    const written = script.create(at + (2 + i) * MINUTE, owner, contact, () => ({ ...person, customer: made.id }));
    return { name: called, contact: written, customer: made };
  });
  const later = time.after(at, 1);
  if (fate !== 'potential') script.take(later, owner, customer, 'develop', made);
  if (fate === 'orders' || fate === 'suspended' || fate === 'terminated')
    script.take(time.after(later, 0.5), owner, customer, 'activate', made);
  return Object.assign(made, { row, since: at, people });
}

/** What changes at customers in these months. */
function changes({ script, time, cast }: Setting, named: (key: string) => Customer): void {
  const on = (daysAgo: number, clock: string): number => time.at(time.workday(time.day(-daysAgo), 0), clock);
  // The needs are not known yet, so that the dealings cannot begin: refused, and counted.
  script.refuse(on(33, '11:05'), 'heyutong', customer, 'activate', named('fenghe'));
  script.edit(on(33, '15:40'), 'heyutong', customer, named('fenghe'), { needs: '热网循环泵更换，预计明年二季度招标' });
  const overdue = { reason: '连续两期货款逾期，财务要求暂停新订单' };
  script.take(on(64, '16:10'), 'xuli', customer, 'suspend', named('qinghe'), overdue);
  const parted = { reason: '客户停产清算，双方书面确认终止合作' };
  script.take(on(41, '10:30'), 'qianhaitao', customer, 'terminate', named('hunling'), parted);
  script.edit(on(72, '14:30'), 'qianhaitao', customer, named('qinghe'), () => ({ owner: cast.id('zhujianhua') }));
  script.take(on(52, '09:50'), 'sunqian', contact, 'leave', named('yunpei').people[1]!.contact);
}
