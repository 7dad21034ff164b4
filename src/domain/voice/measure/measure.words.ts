import { wordsFor } from '#kernel/declare/words';
import { measure } from './measure.ts';

export const measureWords = wordsFor(measure, {
  name: ['处理措施', 'Measure'],
  about: [
    '针对投诉或调查结果采取的措施：内容、责任部门、责任人、完成时间',
    'What is done about a complaint or the result of a survey: what, which department, who, by when',
  ],
  fields: {
    complaint: ['投诉', 'Complaint'],
    survey: ['调查', 'Survey'],
    visitAnalysis: ['回访分析报告', 'Visit analysis'],
    category: ['类别', 'Category'],
    what: ['措施', 'What is to be done'],
    department: ['责任部门', 'Department'],
    owner: ['责任人', 'Person'],
    due: ['完成时间', 'Due'],
    result: ['完成情况', 'Result'],
    effect: ['效果评价', 'Effect'],
    effective: ['有效', 'Effective'],
  },
  lines: {},
  columns: {},
  choices: {
    category: {
      product: ['产品', 'Product'],
      service: ['服务', 'Service'],
      brand: ['品牌', 'Brand'],
      process: ['流程', 'Process'],
    },
  },
  states: {
    planned: ['待完成', 'Planned'],
    done: ['已完成', 'Done'],
    checked: ['效果已评价', 'Effect checked'],
    dropped: ['已取消', 'Dropped'],
  },
  steps: { finish: ['完成', 'Finish'], check: ['评价效果', 'Check the effect'], drop: ['取消', 'Drop'] },
  guards: {},
  evidence: { photos: ['照片和文件', 'Photos and papers'], reason: ['原因', 'Reason'] },
  deadlines: { done: ['按期完成措施', 'Carry the measure out in time'] },
});
