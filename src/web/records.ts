// Made from src/server/registry.ts by `npm run web:sources`.
import { contact } from '#domain/accounts/contact/contact';
import { contactWords } from '#domain/accounts/contact/contact.words';
import { customer } from '#domain/accounts/customer/customer';
import { customerWords } from '#domain/accounts/customer/customer.words';
import { product } from '#domain/catalogue/product/product';
import { productWords } from '#domain/catalogue/product/product.words';
import { delayNotice } from '#domain/delivery/delay-notice/delay-notice';
import { delayNoticeWords } from '#domain/delivery/delay-notice/delay-notice.words';
import { delivery } from '#domain/delivery/delivery/delivery';
import { deliveryWords } from '#domain/delivery/delivery/delivery.words';
import { objection } from '#domain/delivery/objection/objection';
import { objectionWords } from '#domain/delivery/objection/objection.words';
import { rating } from '#domain/delivery/rating/rating';
import { ratingWords } from '#domain/delivery/rating/rating.words';
import { regulation } from '#domain/governance/regulation/regulation';
import { regulationWords } from '#domain/governance/regulation/regulation.words';
import { order } from '#domain/orders/order/order';
import { orderWords } from '#domain/orders/order/order.words';
import { delegation } from '#domain/org/delegation/delegation';
import { delegationWords } from '#domain/org/delegation/delegation.words';
import { department } from '#domain/org/department/department';
import { departmentWords } from '#domain/org/department/department.words';
import { employee } from '#domain/org/employee/employee';
import { employeeWords } from '#domain/org/employee/employee.words';
import { roleGrant } from '#domain/org/role-grant/role-grant';
import { roleGrantWords } from '#domain/org/role-grant/role-grant.words';
import { setting } from '#domain/org/setting/setting';
import { settingWords } from '#domain/org/setting/setting.words';
import { workingCalendar } from '#domain/org/working-calendar/working-calendar';
import { workingCalendarWords } from '#domain/org/working-calendar/working-calendar.words';
import { contract } from '#domain/sales/contract/contract';
import { contractWords } from '#domain/sales/contract/contract.words';
import { contractChange } from '#domain/sales/contract-change/contract-change';
import { contractChangeWords } from '#domain/sales/contract-change/contract-change.words';
import { quotation } from '#domain/sales/quotation/quotation';
import { quotationWords } from '#domain/sales/quotation/quotation.words';
import { complaint } from '#domain/voice/complaint/complaint';
import { complaintWords } from '#domain/voice/complaint/complaint.words';
import { measure } from '#domain/voice/measure/measure';
import { measureWords } from '#domain/voice/measure/measure.words';
import { returnVisit } from '#domain/voice/return-visit/return-visit';
import { returnVisitWords } from '#domain/voice/return-visit/return-visit.words';
import { survey } from '#domain/voice/survey/survey';
import { surveyWords } from '#domain/voice/survey/survey.words';
import { surveyResponse } from '#domain/voice/survey-response/survey-response';
import { surveyResponseWords } from '#domain/voice/survey-response/survey-response.words';
import { visitAction } from '#domain/voice/visit-action/visit-action';
import { visitActionWords } from '#domain/voice/visit-action/visit-action.words';
import { visitAnalysis } from '#domain/voice/visit-analysis/visit-analysis';
import { visitAnalysisWords } from '#domain/voice/visit-analysis/visit-analysis.words';
import { visitFile } from '#domain/voice/visit-file/visit-file';
import { visitFileWords } from '#domain/voice/visit-file/visit-file.words';
import { declared } from './declared.ts';

/** Every record with its words, in the order of a customer's journey. */
export const records = [
  declared('org', department, departmentWords),
  declared('org', employee, employeeWords),
  declared('org', roleGrant, roleGrantWords),
  declared('org', delegation, delegationWords),
  declared('org', workingCalendar, workingCalendarWords),
  declared('org', setting, settingWords),
  declared('accounts', customer, customerWords),
  declared('accounts', contact, contactWords),
  declared('catalogue', product, productWords),
  declared('sales', quotation, quotationWords),
  declared('sales', contract, contractWords),
  declared('sales', contractChange, contractChangeWords),
  declared('orders', order, orderWords),
  declared('delivery', delivery, deliveryWords),
  declared('delivery', delayNotice, delayNoticeWords),
  declared('delivery', objection, objectionWords),
  declared('delivery', rating, ratingWords),
  declared('voice', visitFile, visitFileWords),
  declared('voice', returnVisit, returnVisitWords),
  declared('voice', visitAction, visitActionWords),
  declared('voice', visitAnalysis, visitAnalysisWords),
  declared('voice', survey, surveyWords),
  declared('voice', surveyResponse, surveyResponseWords),
  declared('voice', complaint, complaintWords),
  declared('voice', measure, measureWords),
  declared('governance', regulation, regulationWords),
];
