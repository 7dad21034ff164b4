import { contact } from '#domain/accounts/contact/contact';
import { contactEffects } from '#domain/accounts/contact/contact.effects';
import { contactQueries } from '#domain/accounts/contact/contact.queries';
import { contactWords } from '#domain/accounts/contact/contact.words';
import { customer } from '#domain/accounts/customer/customer';
import { customerEffects } from '#domain/accounts/customer/customer.effects';
import { customerQueries } from '#domain/accounts/customer/customer.queries';
import { customerWords } from '#domain/accounts/customer/customer.words';
import { product } from '#domain/catalogue/product/product';
import { productQueries } from '#domain/catalogue/product/product.queries';
import { productWords } from '#domain/catalogue/product/product.words';
import { delayNotice } from '#domain/delivery/delay-notice/delay-notice';
import { delayNoticeEffects } from '#domain/delivery/delay-notice/delay-notice.effects';
import { delayNoticeQueries } from '#domain/delivery/delay-notice/delay-notice.queries';
import { delayNoticeReactions } from '#domain/delivery/delay-notice/delay-notice.reactions';
import { delayNoticeWords } from '#domain/delivery/delay-notice/delay-notice.words';
import { delivery } from '#domain/delivery/delivery/delivery';
import { deliveryEffects } from '#domain/delivery/delivery/delivery.effects';
import { deliveryQueries } from '#domain/delivery/delivery/delivery.queries';
import { deliveryReactions } from '#domain/delivery/delivery/delivery.reactions';
import { deliveryWords } from '#domain/delivery/delivery/delivery.words';
import { objection } from '#domain/delivery/objection/objection';
import { objectionEffects } from '#domain/delivery/objection/objection.effects';
import { objectionQueries } from '#domain/delivery/objection/objection.queries';
import { objectionReactions } from '#domain/delivery/objection/objection.reactions';
import { objectionWords } from '#domain/delivery/objection/objection.words';
import { rating } from '#domain/delivery/rating/rating';
import { ratingEffects } from '#domain/delivery/rating/rating.effects';
import { ratingQueries } from '#domain/delivery/rating/rating.queries';
import { ratingWords } from '#domain/delivery/rating/rating.words';
import { measureControls, packs } from '#domain/governance/regulation/packs/shipped';
import { regulation } from '#domain/governance/regulation/regulation';
import { regulationQueries } from '#domain/governance/regulation/regulation.queries';
import { regulationWords } from '#domain/governance/regulation/regulation.words';
import { order } from '#domain/orders/order/order';
import { orderEffects } from '#domain/orders/order/order.effects';
import { orderQueries } from '#domain/orders/order/order.queries';
import { orderWords } from '#domain/orders/order/order.words';
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
import { complaint } from '#domain/voice/complaint/complaint';
import { complaintEffects } from '#domain/voice/complaint/complaint.effects';
import { complaintQueries } from '#domain/voice/complaint/complaint.queries';
import { complaintReactions } from '#domain/voice/complaint/complaint.reactions';
import { complaintWords } from '#domain/voice/complaint/complaint.words';
import { measure } from '#domain/voice/measure/measure';
import { measureQueries } from '#domain/voice/measure/measure.queries';
import { measureWords } from '#domain/voice/measure/measure.words';
import { returnVisit } from '#domain/voice/return-visit/return-visit';
import { returnVisitEffects } from '#domain/voice/return-visit/return-visit.effects';
import { returnVisitQueries } from '#domain/voice/return-visit/return-visit.queries';
import { returnVisitReactions } from '#domain/voice/return-visit/return-visit.reactions';
import { returnVisitWords } from '#domain/voice/return-visit/return-visit.words';
import { survey } from '#domain/voice/survey/survey';
import { surveyEffects } from '#domain/voice/survey/survey.effects';
import { surveyQueries } from '#domain/voice/survey/survey.queries';
import { surveyWords } from '#domain/voice/survey/survey.words';
import { surveyResponse } from '#domain/voice/survey-response/survey-response';
import { surveyResponseEffects } from '#domain/voice/survey-response/survey-response.effects';
import { surveyResponseQueries } from '#domain/voice/survey-response/survey-response.queries';
import { surveyResponseWords } from '#domain/voice/survey-response/survey-response.words';
import { visitAction } from '#domain/voice/visit-action/visit-action';
import { visitActionQueries } from '#domain/voice/visit-action/visit-action.queries';
import { visitActionWords } from '#domain/voice/visit-action/visit-action.words';
import { visitFile } from '#domain/voice/visit-file/visit-file';
import { visitFileEffects } from '#domain/voice/visit-file/visit-file.effects';
import { visitFileQueries } from '#domain/voice/visit-file/visit-file.queries';
import { visitFileReactions } from '#domain/voice/visit-file/visit-file.reactions';
import { visitFileWords } from '#domain/voice/visit-file/visit-file.words';
import { kind } from '#kernel/run/kind';
import { registryOf } from '#kernel/run/registry';
import '#domain/org/operations.settings'; // declared for the program itself: no record names it

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
  kind(visitFile, visitFileWords, visitFileQueries, { effects: visitFileEffects, reactions: visitFileReactions }),
  kind(returnVisit, returnVisitWords, returnVisitQueries, { effects: returnVisitEffects, reactions: returnVisitReactions }),
  kind(visitAction, visitActionWords, visitActionQueries),
  kind(survey, surveyWords, surveyQueries, { effects: surveyEffects }),
  kind(surveyResponse, surveyResponseWords, surveyResponseQueries, { effects: surveyResponseEffects }),
  kind(complaint, complaintWords, complaintQueries, { effects: complaintEffects, reactions: complaintReactions }),
  kind(measure, measureWords, measureQueries),
  kind(regulation, regulationWords, regulationQueries),
];

export const registry = registryOf(kinds, packs, measureControls);
