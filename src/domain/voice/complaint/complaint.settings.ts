import { setting } from '#kernel/declare/setting';
import { workingDays, workingHours } from '#kernel/declare/span';

// The regulation says "within the set time" and "promptly" without a number (003 五): these are the product's proposals (G-02).

export const firstReplyTime = setting('complaint.first_reply', workingHours(4), {
  zh: '投诉首次答复时限',
  en: 'Time for the first reply to a complaint',
});

export const firstReplySafetyTime = setting('complaint.first_reply_safety', workingHours(1), {
  zh: '涉及安全的投诉首次答复时限',
  en: 'Time for the first reply to a complaint about safety',
});

export const verificationTime = setting('complaint.verification', workingDays(2), {
  zh: '投诉处理小组核实的时限',
  en: 'Time for the team to verify a complaint',
});

export const answerTime = setting('complaint.answer', workingDays(5), {
  zh: '投诉处理完毕的时限',
  en: 'Time to handle a complaint',
});

export const complexAnswerTime = setting('complaint.answer_complex', workingDays(15), {
  zh: '复杂投诉处理完毕的时限',
  en: 'Time to handle a complex complaint',
});

export const directionTime = setting('complaint.direction', workingDays(2), {
  zh: '上级对上报投诉作出指示的时限',
  en: 'Time for the superior to decide on a complaint reported up',
});

export const revisitTime = setting('complaint.revisit', workingDays(3), {
  zh: '投诉处理后回访客户的时限',
  en: 'Time to visit the customer after a complaint was handled',
});

export const reportTime = setting('complaint.report', workingDays(5), {
  zh: '投诉处理报告及预防措施的时限',
  en: 'Time for the complaint report and the preventive measure',
});

export const maxRounds = setting('complaint.max_rounds', 3, {
  zh: '客户仍不满意的处理轮数上限，达到后作为重大事项上报总经理',
  en: 'Rounds of handling after which an unsatisfied complaint goes to the general manager as a major matter',
});

/** What we owe while a complaint runs, to whom, and who hears when it is not done. */
export const complaintDeadlines = {
  firstReply: {
    starts: 'received',
    keptBy: ['replied', 'investigating'],
    within: (c: { severity: string }) => (c.severity === 'safety' ? firstReplySafetyTime : firstReplyTime),
    debtor: 'service_desk',
    creditor: 'customer',
    escalation: [
      { percent: 75, notify: 'service_desk' },
      { percent: 100, notify: 'service_manager' },
      { percent: 200, notify: 'general_manager' },
    ],
  },
  verification: {
    starts: 'investigating',
    keptBy: ['verified'],
    releasedBy: ['planned', 'closed_unsatisfied'],
    within: verificationTime,
    debtor: 'service_desk',
    creditor: 'customer',
    escalation: [{ percent: 100, notify: 'service_manager' }],
  },
  /** From the complaint, and again from each decision to handle it once more, until all that was planned is done. */
  answer: {
    starts: ['received', 'planned'],
    keptBy: ['revisiting', 'unfounded'],
    releasedBy: ['closed_unsatisfied'],
    within: (c: { complex: boolean }) => (c.complex ? complexAnswerTime : answerTime),
    debtor: 'service_desk',
    creditor: 'customer',
    escalation: [
      { percent: 80, notify: 'service_desk' },
      { percent: 100, notify: 'service_manager' },
      { percent: 150, notify: 'general_manager' },
    ],
  },
  direction: {
    starts: 'escalated',
    keptBy: ['planned', 'investigating'],
    releasedBy: ['closed_unsatisfied'],
    within: (c: { major: boolean }) => (c.major ? null : directionTime),
    debtor: 'service_manager',
    creditor: 'service_desk',
    escalation: [{ percent: 100, notify: 'general_manager' }],
  },
  majorDecision: {
    starts: 'escalated',
    keptBy: ['planned', 'investigating', 'closed_unsatisfied'],
    within: (c: { major: boolean }) => (c.major ? directionTime : null),
    debtor: 'general_manager',
    creditor: 'customer',
    escalation: [{ percent: 50, notify: 'service_manager' }],
  },
  /** Until it is known that the customer is satisfied, or the case goes round again. */
  revisit: {
    starts: 'revisiting',
    keptBy: ['reporting', 'planned', 'closed'],
    releasedBy: ['escalated', 'closed_unsatisfied'],
    within: revisitTime,
    debtor: 'service_desk',
    creditor: 'customer',
    escalation: [{ percent: 100, notify: 'service_manager' }],
  },
  report: {
    starts: 'reporting',
    keptBy: ['closed'],
    releasedBy: ['planned'],
    within: reportTime,
    debtor: 'service_desk',
    creditor: 'service_manager',
    escalation: [{ percent: 100, notify: 'service_manager' }],
  },
} as const;
