import { defineRegulation } from '#kernel/declare/regulation';
import { measure } from '../../../voice/measure/measure.ts';
import { returnVisit } from '../../../voice/return-visit/return-visit.ts';
import { survey } from '../../../voice/survey/survey.ts';
import { surveyResponse } from '../../../voice/survey-response/survey-response.ts';
import { visitFile } from '../../../voice/visit-file/visit-file.ts';
import { kpi } from '../../kpi/kpi.ts';
import { contractClauses } from './sales.ts';

/** 客户服务体系: the chapter on return visits (五). */
export const customerService = defineRegulation({
  code: '002.19',
  title: ['客户服务体系（管理制度）', 'Customer service system'],
  clauses: {
    '五.1': {
      text: ['客服部对交付使用的项目建立回访档案。', 'Customer service opens a return-visit file for every delivered project.'],
      controls: [visitFile, visitFile.fields.delivery, visitFile.fields.handoverOn],
      requirements: ['VOC-006'],
    },
    '五.2': {
      text: ['一年内的项目每月电话回访一次。', 'Within the first year the project is visited by phone once a month.'],
      controls: [visitFile.duties?.visit, visitFile.lifecycle.open_visit, returnVisit.deadlines.visit, kpi['return-visits']],
      requirements: ['VOC-006'],
    },
    '五.3': {
      text: ['一年以上的项目每季度电话回访一次。', 'After the first year it is visited once a quarter.'],
      controls: [visitFile.duties?.visit, returnVisit.deadlines.visit],
      requirements: ['VOC-006'],
    },
  },
});

/** nps管理制度. */
export const npsManagement = defineRegulation({
  code: '002.05',
  title: ['NPS 管理制度', 'Regulation on the net promoter score'],
  clauses: {
    前言: {
      text: [
        '按推荐意愿把客户分为推荐者、中立者和贬损者，得分在 −100 到 100 之间。',
        'Customers are promoters, passives or detractors; the score lies between −100 and 100.',
      ],
      controls: [surveyResponse.fields.nps, surveyResponse.fields.npsClass, surveyResponse.lifecycle.classify, kpi.nps],
      requirements: ['VOC-017'],
    },
    1: {
      text: [
        '建立客户满意度和忠诚度测评体系：问卷、电话、在线调查。',
        'Satisfaction and loyalty are measured by questionnaire, phone and online survey.',
      ],
      controls: [survey, survey.fields.channel, surveyResponse.fields.csat, kpi.nps, kpi.csat, kpi.ces],
      requirements: ['VOC-016'],
    },
    2: {
      text: [
        '收集客户对服务、产品、品牌的评价和建议。',
        'Evaluations and suggestions on service, product and brand are gathered.',
      ],
      controls: [surveyResponse.fields.area, surveyResponse.fields.words],
      requirements: ['VOC-023'],
    },
    3: {
      text: ['分析调查结果，找出问题、改进点和商机。', 'The results are analysed for problems, improvements and opportunities.'],
      controls: [survey.lifecycle.analyse, survey.lifecycle.end.guards.analysisWritten],
      requirements: ['VOC-018'],
    },
    '4-6': {
      text: [
        '制定改进计划，落实到部门和个人，监测并评估效果。',
        'An improvement plan is made, given to departments and persons, and its effect is monitored and evaluated.',
      ],
      controls: [
        survey.lifecycle.end.guards.improvementPlanned,
        survey.lifecycle.end.guards.effectsEvaluated,
        measure,
        measure.fields.category,
        measure.fields.department,
        measure.fields.owner,
        measure.lifecycle.check,
      ],
      requirements: ['VOC-018', 'VOC-019', 'VOC-020', 'VOC-021'],
    },
  },
});

/** 产品服务保障管理制度: what it says of satisfaction surveys and visits. */
export const serviceAssurance = defineRegulation({
  code: '004',
  title: ['产品服务保障管理制度', 'Regulation on product and service assurance'],
  clauses: {
    ...contractClauses,
    '三(二)3': {
      text: [
        '对现有客户定期回访，了解使用情况、满意度和意见，解决问题。',
        'Existing customers are revisited to learn use, satisfaction and opinions, and problems are solved.',
      ],
      controls: [returnVisit.fields.purpose, returnVisit.lifecycle.record, returnVisit.deadlines.salesVisit],
      requirements: ['VOC-012'],
    },
    '四(二)4a': {
      text: ['维修后由服务人员回访客户。', 'After a repair, service staff visit the customer.'],
      controls: [returnVisit.deadlines.repairVisit, returnVisit.fields.purpose],
      requirements: ['VOC-013'],
    },
    '四(二)4b': {
      text: [
        '以问卷和电话开展客户满意度调查，分析结果并改进。',
        'Satisfaction surveys are done by questionnaire and telephone, analysed, and lead to improvement.',
      ],
      controls: [
        survey,
        survey.lifecycle.analyse,
        survey.lifecycle.end.guards.analysisWritten,
        survey.lifecycle.end.guards.improvementPlanned,
        kpi.csat,
      ],
      requirements: ['VOC-014', 'VOC-015'],
    },
  },
});
