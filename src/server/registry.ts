import { contact } from '#domain/accounts/contact/contact';
import { contactEffects } from '#domain/accounts/contact/contact.effects';
import { contactQueries } from '#domain/accounts/contact/contact.queries';
import { contactWords } from '#domain/accounts/contact/contact.words';
import { customer } from '#domain/accounts/customer/customer';
import { customerEffects } from '#domain/accounts/customer/customer.effects';
import { customerQueries } from '#domain/accounts/customer/customer.queries';
import { customerReactions } from '#domain/accounts/customer/customer.reactions';
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
import { regulationReactions } from '#domain/governance/regulation/regulation.reactions';
import { regulationWords } from '#domain/governance/regulation/regulation.words';
import { order } from '#domain/orders/order/order';
import { orderEffects } from '#domain/orders/order/order.effects';
import { orderQueries } from '#domain/orders/order/order.queries';
import { orderReactions } from '#domain/orders/order/order.reactions';
import { orderWords } from '#domain/orders/order/order.words';
import { delegation } from '#domain/org/delegation/delegation';
import { delegationEffects } from '#domain/org/delegation/delegation.effects';
import { delegationQueries } from '#domain/org/delegation/delegation.queries';
import { delegationWords } from '#domain/org/delegation/delegation.words';
import { department } from '#domain/org/department/department';
import { departmentEffects } from '#domain/org/department/department.effects';
import { departmentQueries } from '#domain/org/department/department.queries';
import { departmentReactions } from '#domain/org/department/department.reactions';
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
import { contract } from '#domain/sales/contract/contract';
import { contractEffects } from '#domain/sales/contract/contract.effects';
import { contractQueries } from '#domain/sales/contract/contract.queries';
import { contractReactions } from '#domain/sales/contract/contract.reactions';
import { contractWords } from '#domain/sales/contract/contract.words';
import { contractChange } from '#domain/sales/contract-change/contract-change';
import { contractChangeEffects } from '#domain/sales/contract-change/contract-change.effects';
import { contractChangeQueries } from '#domain/sales/contract-change/contract-change.queries';
import { contractChangeWords } from '#domain/sales/contract-change/contract-change.words';
import { quotation } from '#domain/sales/quotation/quotation';
import { quotationEffects } from '#domain/sales/quotation/quotation.effects';
import { quotationQueries } from '#domain/sales/quotation/quotation.queries';
import { quotationReactions } from '#domain/sales/quotation/quotation.reactions';
import { quotationWords } from '#domain/sales/quotation/quotation.words';
import { complaint } from '#domain/voice/complaint/complaint';
import { complaintEffects } from '#domain/voice/complaint/complaint.effects';
import { complaintQueries } from '#domain/voice/complaint/complaint.queries';
import { complaintReactions } from '#domain/voice/complaint/complaint.reactions';
import { complaintWords } from '#domain/voice/complaint/complaint.words';
import { measure } from '#domain/voice/measure/measure';
import { measureEffects } from '#domain/voice/measure/measure.effects';
import { measureQueries } from '#domain/voice/measure/measure.queries';
import { measureReactions } from '#domain/voice/measure/measure.reactions';
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
import { visitActionEffects } from '#domain/voice/visit-action/visit-action.effects';
import { visitActionQueries } from '#domain/voice/visit-action/visit-action.queries';
import { visitActionReactions } from '#domain/voice/visit-action/visit-action.reactions';
import { visitActionWords } from '#domain/voice/visit-action/visit-action.words';
import { visitAnalysis } from '#domain/voice/visit-analysis/visit-analysis';
import { visitAnalysisEffects } from '#domain/voice/visit-analysis/visit-analysis.effects';
import { visitAnalysisQueries } from '#domain/voice/visit-analysis/visit-analysis.queries';
import { visitAnalysisWords } from '#domain/voice/visit-analysis/visit-analysis.words';
import { visitFile } from '#domain/voice/visit-file/visit-file';
import { visitFileEffects } from '#domain/voice/visit-file/visit-file.effects';
import { visitFileQueries } from '#domain/voice/visit-file/visit-file.queries';
import { visitFileReactions } from '#domain/voice/visit-file/visit-file.reactions';
import { visitFileWords } from '#domain/voice/visit-file/visit-file.words';
import { kind } from '#kernel/run/kind';
import { registryOf } from '#kernel/run/registry';
import '#domain/accounts/portal.settings'; // declared for the portal: no record names it
import '#domain/org/operations.settings'; // declared for the program itself: no record names it

/** Every record, in the order of a customer's journey. */
export const kinds = [
  kind(department, departmentWords, departmentQueries, { effects: departmentEffects, reactions: departmentReactions }),
  kind(employee, employeeWords, employeeQueries, { effects: employeeEffects }),
  kind(roleGrant, roleGrantWords, roleGrantQueries, { effects: roleGrantEffects }),
  kind(delegation, delegationWords, delegationQueries, { effects: delegationEffects }),
  kind(workingCalendar, workingCalendarWords, workingCalendarQueries, { effects: workingCalendarEffects }),
  kind(setting, settingWords, settingQueries, { effects: settingEffects }),
  kind(customer, customerWords, customerQueries, { effects: customerEffects, reactions: customerReactions }),
  kind(contact, contactWords, contactQueries, { effects: contactEffects }),
  kind(product, productWords, productQueries),
  kind(quotation, quotationWords, quotationQueries, { effects: quotationEffects, reactions: quotationReactions }),
  kind(contract, contractWords, contractQueries, { effects: contractEffects, reactions: contractReactions }),
  kind(contractChange, contractChangeWords, contractChangeQueries, { effects: contractChangeEffects }),
  kind(order, orderWords, orderQueries, { effects: orderEffects, reactions: orderReactions }),
  kind(delivery, deliveryWords, deliveryQueries, { effects: deliveryEffects, reactions: deliveryReactions }),
  kind(delayNotice, delayNoticeWords, delayNoticeQueries, { effects: delayNoticeEffects, reactions: delayNoticeReactions }),
  kind(objection, objectionWords, objectionQueries, { effects: objectionEffects, reactions: objectionReactions }),
  kind(rating, ratingWords, ratingQueries, { effects: ratingEffects }),
  kind(visitFile, visitFileWords, visitFileQueries, { effects: visitFileEffects, reactions: visitFileReactions }),
  kind(returnVisit, returnVisitWords, returnVisitQueries, { effects: returnVisitEffects, reactions: returnVisitReactions }),
  kind(visitAction, visitActionWords, visitActionQueries, { effects: visitActionEffects, reactions: visitActionReactions }),
  kind(visitAnalysis, visitAnalysisWords, visitAnalysisQueries, { effects: visitAnalysisEffects }),
  kind(survey, surveyWords, surveyQueries, { effects: surveyEffects }),
  kind(surveyResponse, surveyResponseWords, surveyResponseQueries, { effects: surveyResponseEffects }),
  kind(complaint, complaintWords, complaintQueries, { effects: complaintEffects, reactions: complaintReactions }),
  kind(measure, measureWords, measureQueries, { effects: measureEffects, reactions: measureReactions }),
  kind(regulation, regulationWords, regulationQueries, { reactions: regulationReactions }),
];

export const registry = registryOf(kinds, packs, measureControls);
