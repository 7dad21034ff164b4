import { wordsFor } from '#kernel/declare/words';
import { objection } from './objection.ts';

export const objectionWords = wordsFor(objection, {
  name: ['验收异议', 'Objection'],
  about: [
    '客户收货时提出的问题：记录、调查、答复、解决',
    'What a customer finds wrong on receipt: recorded, investigated, answered, settled',
  ],
  fields: {
    delivery: ['交付', 'Delivery'],
    customer: ['客户', 'Customer'],
    content: ['异议内容', 'What is objected to'],
    photos: ['照片', 'Photos'],
    kind: ['异议类型', 'Kind'],
    department: ['责任部门', 'Department'],
    investigation: ['调查结果', 'Investigation'],
    solution: ['解决方案', 'Solution'],
  },
  lines: {},
  columns: {},
  choices: {
    kind: {
      damage: ['货物损坏', 'Damage'],
      quantity: ['数量不符', 'Wrong quantity'],
      mismatch: ['与订单不符', 'Does not match the order'],
      quality: ['质量问题', 'Quality'],
      other: ['其他', 'Other'],
    },
  },
  states: {
    raised: ['已提出', 'Raised'],
    investigating: ['调查中', 'Under investigation'],
    answered: ['已答复', 'Answered'],
    settled: ['已解决', 'Settled'],
    overtaken: ['已随退货终止', 'Ended by the return of the goods'],
  },
  steps: {
    assign: ['转交部门', 'Assign'],
    answer: ['答复客户', 'Answer'],
    reject_answer: ['不接受答复', 'Reject the answer'],
    settle: ['客户认可', 'Settle'],
    overtake: ['随退货终止', 'End with the return'],
  },
  guards: {},
  evidence: {
    toldHow: ['如何告知客户', 'How the customer was told'],
    reason: ['原因', 'Reason'],
    agreedBy: ['客户方认可人', 'Agreed by'],
    customerAgrees: ['客户认可解决方案', 'The customer agrees to the solution'],
  },
  deadlines: { answer: ['及时答复验收异议', 'Answer the objection with a solution'] },
});
