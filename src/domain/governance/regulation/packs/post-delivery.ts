import { defineRegulation } from '#kernel/declare/regulation';
import { complaint } from '../../../voice/complaint/complaint.ts';
import { measure } from '../../../voice/measure/measure.ts';
import { returnVisit } from '../../../voice/return-visit/return-visit.ts';
import { visitAction } from '../../../voice/visit-action/visit-action.ts';
import { visitAnalysis } from '../../../voice/visit-analysis/visit-analysis.ts';
import { kpi } from '../../kpi/kpi.ts';

const c = complaint.lifecycle;
const due = complaint.deadlines;

/** 交付后活动管理制度: the chapters on return visits (二) and on complaints (五). */
export const postDelivery = defineRegulation({
  code: '003',
  title: ['交付后活动管理制度', 'Regulation on activities after delivery'],
  clauses: {
    '二(三)': {
      text: [
        '回访询问功能、性能、质量的满意度，问题和建议，售后服务，以及新的需求。',
        'A visit asks about function, performance and quality, problems and suggestions, after-sales service, and new needs.',
      ],
      controls: [returnVisit.lifecycle.record.evidence],
      requirements: ['VOC-007'],
    },
    '二(四)1': {
      text: [
        '回访人员记录客户信息、时间、方式、内容、意见和建议。',
        'The visitor records customer, time, way, content, opinions and suggestions.',
      ],
      controls: [returnVisit.lifecycle.record, returnVisit.fields.method, returnVisit.fields.opinions],
      requirements: ['VOC-009'],
    },
    '二(四)2': {
      text: [
        '市场部门定期整理分析回访记录，总结共性问题和趋势，形成分析报告，提出改进措施和建议，提交相关部门。',
        'Marketing regularly analyses the visits for common problems and trends, and reports with measures to the departments.',
      ],
      controls: [
        visitAnalysis,
        visitAnalysis.lifecycle.submit,
        visitAnalysis.lifecycle.submit.guards.problemsSummarised,
        visitAnalysis.lifecycle.submit.guards.trendsSummarised,
        visitAnalysis.lifecycle.submit.guards.measuresProposed,
        visitAnalysis.lines?.proposals,
        visitAnalysis.deadlines.report,
        visitAnalysis.duties?.next,
      ],
      requirements: ['VOC-010'],
    },
    '二(五)1': {
      text: [
        '回访中的问题和建议及时处理并反馈客户，跟踪客户对结果的满意度。',
        'Problems and suggestions from visits are handled and answered, and satisfaction with the result is followed up.',
      ],
      controls: [
        returnVisit.lifecycle.raise_action,
        visitAction.deadlines.action,
        visitAction.deadlines.feedback,
        returnVisit.lifecycle.close.guards.noActionOpen,
        returnVisit.lifecycle.close.guards.customerTold,
        returnVisit.lifecycle.close.guards.satisfactionKnown,
      ],
      requirements: ['VOC-011'],
    },
    '五(一)1': {
      text: [
        '设立热线、邮箱、在线平台等投诉渠道，确保投诉及时受理。',
        'Several channels for complaints are open, and complaints are taken in promptly.',
      ],
      controls: [complaint.fields.channel, complaint.permit.create, due.firstReply],
      requirements: ['VOC-024'],
    },
    '五(一)2': {
      text: [
        '客服记录投诉内容、客户信息和联系方式，并承诺及时处理。',
        'Customer service records the complaint, the customer and how to reach them, and promises prompt handling.',
      ],
      controls: [
        complaint.fields.statement,
        complaint.fields.contactWay,
        complaint.permit.edit,
        c.reply,
        c.form_team.guards.customerPromised,
        due.firstReply,
        kpi['complaint-first-reply'],
      ],
      requirements: ['VOC-025', 'VOC-035'],
    },
    '五(二)1': {
      text: [
        '成立投诉处理小组，在规定时间内核实问题的真实性和原因。',
        'A team of the departments concerned verifies truth and cause within the set time.',
      ],
      controls: [c.form_team, c.form_team.evidence, c.verify, due.verification, c.close_unfounded.guards.foundUntrue],
      requirements: ['VOC-026'],
    },
    '五(二)2': {
      text: [
        '通过沟通、查阅资料、现场勘查等方式深入分析，找出根源。',
        'The investigation talks to the customer, reads the papers, goes to the site, and finds the root cause.',
      ],
      controls: [c.verify.evidence, c.plan.guards.rootCauseKnown],
      requirements: ['VOC-027'],
    },
    '五(三)1': {
      text: ['处理方案明确措施、责任部门、责任人和处理时间。', 'The handling plan names measures, department, person and time.'],
      controls: [
        c.plan,
        c.plan.guards.everyMeasureOwned,
        measure.fields.what,
        measure.fields.department,
        measure.fields.owner,
        measure.deadlines.done,
      ],
      requirements: ['VOC-028'],
    },
    '五(三)2': {
      text: [
        '责任部门和责任人及时处理，并向客户反馈进展。',
        'Department and person act promptly and keep the customer informed of progress.',
      ],
      controls: [c.tell_progress, c.tell_progress.evidence, due.answer, c.finish_handling.guards.everyMeasureDone],
      requirements: ['VOC-029'],
    },
    '五(三)3': {
      text: [
        '复杂投诉及时向上级汇报，在规定时间内给客户满意的答复。',
        'Complex complaints are reported up promptly, and answered within the set time.',
      ],
      controls: [c.escalate, c.direct, c.send_back, c.have_investigated, due.direction, due.answer],
      requirements: ['VOC-030'],
    },
    '五(四)1a': {
      text: [
        '处理完成后客服及时回访客户，了解是否满意。',
        'After handling, customer service visits the customer to learn whether they are satisfied.',
      ],
      controls: [
        c.finish_handling,
        due.revisit,
        returnVisit.deadlines.complaintVisit,
        c.close.guards.customerSatisfied,
        kpi['complaint-satisfaction'],
      ],
      requirements: ['VOC-031'],
    },
    '五(四)1b': {
      text: [
        '客户不满意的，了解原因，协调部门重新处理，直至满意为止。',
        'Where the customer is not satisfied the reason is found and the departments handle it again, until satisfied.',
      ],
      controls: [
        c.handle_again,
        c.handle_again.evidence,
        c.start_handling.guards.roundHasMeasure,
        c.decide,
        c.have_investigated,
        c.close_unsatisfied,
        due.majorDecision,
      ],
      requirements: ['VOC-032'],
    },
    '五(四)2a': {
      text: [
        '形成投诉处理报告：基本情况、处理过程、处理结果、原因分析、改进措施。',
        'A complaint report states basics, process, result, cause and improvement.',
      ],
      controls: [c.write_report, c.write_report.evidence, c.close.guards.reportComplete, due.report],
      requirements: ['VOC-033'],
    },
    '五(四)2b': {
      text: ['分析投诉处理报告，采取预防措施，避免再次发生。', 'Reports are analysed and preventive measures are taken.'],
      controls: [c.note_prevention, c.close.guards.preventionNoted],
      requirements: ['VOC-034'],
    },
  },
});
