import type { Pair } from '#kernel/declare/words';

/** Who may do what is said in roles; which person holds which role is data (role grants). */
export const roles = {
  admin: ['系统管理员', 'Administrator'],
  general_manager: ['总经理', 'General manager'],
  management: ['管理部', 'Management department'],
  supervisor: ['监督岗', 'Supervisor'],
  sales: ['销售', 'Sales'],
  sales_manager: ['销售经理', 'Sales manager'],
  service_desk: ['客服', 'Customer service'],
  service_manager: ['客服经理', 'Customer service manager'],
  after_sales: ['售后服务', 'After-sales service'],
  market: ['市场部', 'Marketing'],
  warehouse: ['仓库', 'Warehouse'],
  logistics: ['物流', 'Logistics'],
  technical: ['技术', 'Technical department'],
  quality: ['质量', 'Quality'],
  production: ['生产', 'Production'],
  procurement: ['采购', 'Procurement'],
  finance: ['财务', 'Finance'],
  legal: ['法务', 'Legal'],
  hr: ['人力资源', 'Human resources'],
  employee: ['全体员工', 'Every employee'],
  portal_customer: ['客户（自助）', 'Customer (self-service)'],
} as const satisfies Record<string, Pair>;

export type RoleName = keyof typeof roles;

declare module '#kernel/declare/register' {
  interface Register {
    role: RoleName;
  }
}
