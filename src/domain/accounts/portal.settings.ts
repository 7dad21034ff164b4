import { setting } from '#kernel/declare/setting';

// How the company shows itself to its customers: in the portal, in e-mails, on labels.

export const portalCompany = setting('portal.company', '', {
  zh: '自助门户和邮件中的公司名称（不设则用最上级部门的名称）',
  en: 'Name of the company in the portal and in e-mails (not set: that of the topmost department)',
});

/** A hue and not a colour: every text keeps its contrast, in light and in dark. */
export const portalHue = setting('portal.hue', 165, {
  zh: '自助门户的主色（色相 0–360：红 25、橙 60、绿 150、青 195、蓝 255、紫 305）',
  en: 'Main colour of the portal (hue 0–360: red 25, orange 60, green 150, cyan 195, blue 255, purple 305)',
});
