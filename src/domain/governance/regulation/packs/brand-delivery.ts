import { defineRegulation } from '#kernel/declare/regulation';
import { delayNotice } from '../../../delivery/delay-notice/delay-notice.ts';
import { delivery } from '../../../delivery/delivery/delivery.ts';
import { objection } from '../../../delivery/objection/objection.ts';
import { complaint } from '../../../voice/complaint/complaint.ts';
import { returnVisit } from '../../../voice/return-visit/return-visit.ts';
import { kpi } from '../../kpi/kpi.ts';
import { quotingClauses } from './sales.ts';

const { pack, complete_documents, ship, tell_progress, assist_acceptance, object, sign } = delivery.lifecycle;

/** 品牌客户交付管理办法: the clauses on packing, documents, transport and acceptance. The rest follows with the modules it speaks of. */
export const brandDelivery = defineRegulation({
  code: '000',
  title: ['品牌客户交付管理办法', 'Regulation on delivery to brand customers'],
  clauses: {
    ...quotingClauses,
    '三(四)1': {
      text: [
        '包装标识写明产品名称、规格、数量和生产日期。',
        'The package label shows product name, specification, quantity and production date.',
      ],
      controls: [pack, pack.guards.labelsComplete, delivery.lines?.labels],
      requirements: ['DEL-003'],
    },
    '三(四)2': {
      text: [
        '交付资料齐全（产品说明书、质量检验报告、操作手册、保修卡），与产品相符，一并交付，并电子存档。',
        'The document set is complete, matches the product, goes with the goods and is archived electronically.',
      ],
      controls: [
        complete_documents,
        complete_documents.guards.documentSetComplete,
        ship.guards.documentsArchived,
        delivery.fields.documentsArchivedAt,
      ],
      requirements: ['DEL-004', 'DEL-005', 'DEL-006'],
    },
    '三(五)1a': {
      text: [
        '按约定的时间和方式安排运输，选择运输方式和承运人，随时告知客户进度和预计到达时间。',
        'Transport is arranged as agreed; mode and carrier are chosen, and the customer hears progress and expected arrival.',
      ],
      controls: [ship, ship.evidence, tell_progress, delivery.deadlines.arrival, kpi['on-time-delivery'], kpi['lead-time']],
      requirements: ['DEL-007', 'DEL-009', 'DEL-016'],
    },
    '三(五)1b': {
      text: [
        '预计延迟的，提前告知客户原因并采取措施。',
        'Where goods will be late, the customer is told the reason in advance and measures are taken.',
      ],
      controls: [
        delivery.deadlines.delayNotice,
        delivery.lifecycle.note_delay,
        delayNotice,
        delayNotice.deadlines.newDate,
        kpi['delay-notice'],
      ],
      requirements: ['DEL-010'],
    },
    '三(五)2a': {
      text: [
        '协助客户验收，讲解使用方法和注意事项，解答疑问。',
        'The company helps the customer accept: explains use and cautions, answers questions.',
      ],
      controls: [assist_acceptance, assist_acceptance.evidence],
      requirements: ['DEL-012'],
    },
    '三(五)2b': {
      text: [
        '验收中的质量问题和异议要记录，转有关部门调查，并答复解决方案。',
        'Problems and objections raised at acceptance are recorded, investigated by the departments and answered with a solution.',
      ],
      controls: [
        object,
        objection.lifecycle.assign,
        objection.lifecycle.answer,
        objection.deadlines.answer,
        sign.guards.noOpenObjection,
      ],
      requirements: ['DEL-013'],
    },
    '三(五)3': {
      text: [
        '验收合格后取得客户签字的确认文件并保存。',
        'On acceptance the company obtains the customer’s signed confirmation and keeps it.',
      ],
      controls: [sign, sign.evidence, delivery.fields.signature],
      requirements: ['DEL-014'],
    },
    '六(二)1': {
      text: [
        '交付后定期回访客户，了解产品质量、交付及时性和售后服务；畅通投诉渠道。',
        'After delivery customers are visited about product quality, on-time delivery and after-sales service; complaints have open channels.',
      ],
      controls: [
        returnVisit.lifecycle.record.evidence,
        returnVisit.fields.quality,
        returnVisit.fields.timeliness,
        returnVisit.fields.service,
        complaint.fields.channel,
      ],
      requirements: ['VOC-008', 'VOC-024'],
    },
    '七(一)1': {
      text: ['按季度计算项目交付及时率。', 'On-time delivery is computed every quarter.'],
      controls: [kpi['on-time-delivery']],
      requirements: ['DEL-007'],
    },
  },
});
