import { measureControls, packs } from '#domain/governance/regulation/packs/packs';
import { regulation } from '#domain/governance/regulation/regulation';
import { regulationQueries } from '#domain/governance/regulation/regulation.queries';
import { regulationWords } from '#domain/governance/regulation/regulation.words';
import { department } from '#domain/org/department/department';
import { departmentQueries } from '#domain/org/department/department.queries';
import { departmentWords } from '#domain/org/department/department.words';
import { employee } from '#domain/org/employee/employee';
import { employeeEffects } from '#domain/org/employee/employee.effects';
import { employeeQueries } from '#domain/org/employee/employee.queries';
import { employeeWords } from '#domain/org/employee/employee.words';
import { roleGrant } from '#domain/org/role-grant/role-grant';
import { roleGrantEffects } from '#domain/org/role-grant/role-grant.effects';
import { roleGrantQueries } from '#domain/org/role-grant/role-grant.queries';
import { roleGrantWords } from '#domain/org/role-grant/role-grant.words';
import { setting } from '#domain/org/setting/setting';
import { settingEffects } from '#domain/org/setting/setting.effects';
import { settingQueries } from '#domain/org/setting/setting.queries';
import { settingWords } from '#domain/org/setting/setting.words';
import { workingCalendar } from '#domain/org/working-calendar/working-calendar';
import { workingCalendarEffects } from '#domain/org/working-calendar/working-calendar.effects';
import { workingCalendarQueries } from '#domain/org/working-calendar/working-calendar.queries';
import { workingCalendarWords } from '#domain/org/working-calendar/working-calendar.words';
import { customer } from '#domain/accounts/customer/customer';
import { customerEffects } from '#domain/accounts/customer/customer.effects';
import { customerQueries } from '#domain/accounts/customer/customer.queries';
import { customerWords } from '#domain/accounts/customer/customer.words';
import { contact } from '#domain/accounts/contact/contact';
import { contactEffects } from '#domain/accounts/contact/contact.effects';
import { contactQueries } from '#domain/accounts/contact/contact.queries';
import { contactWords } from '#domain/accounts/contact/contact.words';
import { product } from '#domain/catalogue/product/product';
import { productQueries } from '#domain/catalogue/product/product.queries';
import { productWords } from '#domain/catalogue/product/product.words';
import { order } from '#domain/orders/order/order';
import { orderEffects } from '#domain/orders/order/order.effects';
import { orderQueries } from '#domain/orders/order/order.queries';
import { orderWords } from '#domain/orders/order/order.words';
import { delivery } from '#domain/delivery/delivery/delivery';
import { deliveryEffects } from '#domain/delivery/delivery/delivery.effects';
import { deliveryQueries } from '#domain/delivery/delivery/delivery.queries';
import { deliveryReactions } from '#domain/delivery/delivery/delivery.reactions';
import { deliveryWords } from '#domain/delivery/delivery/delivery.words';
import { delayNotice } from '#domain/delivery/delay-notice/delay-notice';
import { delayNoticeEffects } from '#domain/delivery/delay-notice/delay-notice.effects';
import { delayNoticeQueries } from '#domain/delivery/delay-notice/delay-notice.queries';
import { delayNoticeReactions } from '#domain/delivery/delay-notice/delay-notice.reactions';
import { delayNoticeWords } from '#domain/delivery/delay-notice/delay-notice.words';
import { objection } from '#domain/delivery/objection/objection';
import { objectionEffects } from '#domain/delivery/objection/objection.effects';
import { objectionQueries } from '#domain/delivery/objection/objection.queries';
import { objectionReactions } from '#domain/delivery/objection/objection.reactions';
import { objectionWords } from '#domain/delivery/objection/objection.words';
import { rating } from '#domain/delivery/rating/rating';
import { ratingEffects } from '#domain/delivery/rating/rating.effects';
import { ratingQueries } from '#domain/delivery/rating/rating.queries';
import { ratingWords } from '#domain/delivery/rating/rating.words';
import { kind } from '#kernel/run/kind';
import { registryOf } from '#kernel/run/registry';

/** Every record, in the order of a customer's journey. */
export const kinds = [
  kind(department, departmentWords, departmentQueries),
  kind(employee, employeeWords, employeeQueries, { effects: employeeEffects }),
  kind(roleGrant, roleGrantWords, roleGrantQueries, { effects: roleGrantEffects }),
  kind(workingCalendar, workingCalendarWords, workingCalendarQueries, { effects: workingCalendarEffects }),
  kind(setting, settingWords, settingQueries, { effects: settingEffects }),
  kind(customer, customerWords, customerQueries, { effects: customerEffects }),
  kind(contact, contactWords, contactQueries, { effects: contactEffects }),
  kind(product, productWords, productQueries),
  kind(order, orderWords, orderQueries, { effects: orderEffects }),
  kind(delivery, deliveryWords, deliveryQueries, { effects: deliveryEffects, reactions: deliveryReactions }),
  kind(delayNotice, delayNoticeWords, delayNoticeQueries, { effects: delayNoticeEffects, reactions: delayNoticeReactions }),
  kind(objection, objectionWords, objectionQueries, { effects: objectionEffects, reactions: objectionReactions }),
  kind(rating, ratingWords, ratingQueries, { effects: ratingEffects }),
  kind(regulation, regulationWords, regulationQueries),
];

export const registry = registryOf(kinds, packs, measureControls);
