import { wordsFor } from '#kernel/declare/words';
import { regulation } from './regulation.ts';

export const regulationWords = wordsFor(regulation, {
  name: ['制度', 'Regulation'],
  about: [
    '公司成文的规定及其版本；条款绑定的控制由系统执行',
    'A written rule of the company as a version; the system enforces what its clauses bind',
  ],
  fields: {
    code: ['编号', 'Code'],
    title: ['名称', 'Title'],
    text: ['全文', 'Full text'],
    publisher: ['发布部门', 'Publisher'],
    sponsor: ['分管领导', 'Executive sponsor'],
    publishedOn: ['发布日期', 'Published on'],
    effectiveFrom: ['生效日期', 'In effect from'],
    reviewMonths: ['评审周期（月）', 'Review interval (months)'],
    nextReviewOn: ['下次评审日期', 'Next review on'],
    lastFinding: ['最近一次评审结论', 'Last finding'],
  },
  lines: {},
  columns: {},
  choices: {},
  states: {
    draft: ['草稿', 'Draft'],
    in_force: ['生效', 'In force'],
    review_due: ['待评审', 'Review due'],
    replaced: ['已被替代', 'Replaced'],
    withdrawn: ['已废止', 'Withdrawn'],
  },
  steps: {
    publish: ['发布', 'Publish'],
    fall_due: ['到期待评审', 'Fall due for review'],
    review: ['评审', 'Review'],
    replace: ['以新版替代', 'Replace'],
    withdraw: ['废止', 'Withdraw'],
  },
  guards: {
    sponsorNamed: ['已指定分管领导。', 'An executive sponsor is named.'],
    onlyVersionInForce: ['同一编号没有其他生效版本。', 'No other version of this code is in force.'],
  },
  evidence: { decision: ['结论', 'Decision'], reason: ['原因', 'Reason'] },
  deadlines: { review: ['按期完成制度评审', 'Review the regulation in time'] },
});
