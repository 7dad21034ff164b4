import type { RoleName } from '#domain/org/roles';

/** The invented company: it makes pumps in Suzhou and has about sixty people, of whom those are named here who use the system. */
export const COMPANY = '苏州禾澜泵业有限公司（演示）';

/** The one password of all demo accounts. It guards nothing: whoever sees the sign-in page is told it. */
export const DEMO_PASSWORD = 'lvyue-demo';

interface Department {
  name: string;
  parent?: string;
  manager?: string;
}

/** Parents come before their parts. */
export const DEPARTMENTS = {
  company: { name: COMPANY, manager: 'chenguoqiang' },
  management: { name: '管理部', parent: 'company', manager: 'linxiaoyun' },
  hr: { name: '人力资源组', parent: 'management', manager: 'wumin' },
  legal: { name: '法务组', parent: 'management', manager: 'zhengyaqin' },
  it: { name: '信息组', parent: 'management', manager: 'zhouwenbo' },
  sales: { name: '销售部', parent: 'company', manager: 'qianhaitao' },
  east: { name: '华东销售组', parent: 'sales', manager: 'sunqian' },
  abroad: { name: '北方与海外销售组', parent: 'sales', manager: 'heyutong' },
  service: { name: '客户服务部', parent: 'company', manager: 'xuli' },
  afterSales: { name: '售后服务部', parent: 'company', manager: 'luozhiyuan' },
  market: { name: '市场部', parent: 'company', manager: 'songjia' },
  goods: { name: '仓储物流部', parent: 'company', manager: 'xieminghui' },
  quality: { name: '质量部', parent: 'company', manager: 'dongwei' },
  production: { name: '生产部', parent: 'company', manager: 'caojianjun' },
  procurement: { name: '采购部', parent: 'company', manager: 'pengfei' },
  finance: { name: '财务部', parent: 'company', manager: 'panmeiling' },
  /** Given up during the months that are told. */
  kunshan: { name: '昆山中转仓', parent: 'goods' },
} as const satisfies Record<string, Department>;

export type DepartmentKey = keyof typeof DEPARTMENTS;

interface Person {
  name: string;
  department: DepartmentKey;
  roles: readonly RoleName[];
}

/** The people by their login names. Every role inside the company is held by somebody. */
export const PEOPLE = {
  zhouwenbo: { name: '周文博', department: 'it', roles: ['admin'] },
  chenguoqiang: { name: '陈国强', department: 'company', roles: ['general_manager'] },
  linxiaoyun: { name: '林晓芸', department: 'management', roles: ['management'] },
  shenliping: { name: '沈立平', department: 'management', roles: ['supervisor'] },
  wumin: { name: '吴敏', department: 'hr', roles: ['hr'] },
  zhengyaqin: { name: '郑雅琴', department: 'legal', roles: ['legal'] },
  qianhaitao: { name: '钱海涛', department: 'sales', roles: ['sales_manager'] },
  sunqian: { name: '孙倩', department: 'east', roles: ['sales'] },
  zhujianhua: { name: '朱建华', department: 'east', roles: ['sales'] },
  heyutong: { name: '何雨桐', department: 'abroad', roles: ['sales'] },
  xuli: { name: '徐丽', department: 'service', roles: ['service_manager'] },
  maxiaodong: { name: '马晓东', department: 'service', roles: ['service_desk'] },
  hujing: { name: '胡静', department: 'service', roles: ['service_desk'] },
  guoting: { name: '郭婷', department: 'service', roles: ['service_desk'] },
  luozhiyuan: { name: '罗志远', department: 'afterSales', roles: ['after_sales'] },
  liangyong: { name: '梁勇', department: 'afterSales', roles: ['after_sales'] },
  songjia: { name: '宋佳', department: 'market', roles: ['market'] },
  xieminghui: { name: '谢明辉', department: 'goods', roles: ['warehouse', 'logistics'] },
  hanlei: { name: '韩磊', department: 'goods', roles: ['warehouse'] },
  tangjun: { name: '唐俊', department: 'goods', roles: ['logistics'] },
  dongwei: { name: '董伟', department: 'quality', roles: ['quality'] },
  caojianjun: { name: '曹建军', department: 'production', roles: ['production', 'technical'] },
  pengfei: { name: '彭飞', department: 'procurement', roles: ['procurement'] },
  panmeiling: { name: '潘美玲', department: 'finance', roles: ['finance'] },
  /** Leaves during the months that are told. */
  jiangtao: { name: '蒋涛', department: 'east', roles: ['sales'] },
} as const satisfies Record<string, Person>;

/** A login name. */
export type PersonKey = keyof typeof PEOPLE;

/** Who has left by now, and has no account any more. */
export const LEAVER: PersonKey = 'jiangtao';

export const personKeys = Object.keys(PEOPLE) as PersonKey[];
export const departmentKeys = Object.keys(DEPARTMENTS) as DepartmentKey[];

/** A demo company, as whoever uses it is told of it. */
export interface DemoCompany {
  name: string;
  /** Of every account. */
  password: string;
  accounts: readonly { login: string; name: string; roles: readonly string[] }[];
}

export const demoCompany: DemoCompany = {
  name: COMPANY,
  password: DEMO_PASSWORD,
  accounts: personKeys
    .filter((key) => key !== LEAVER)
    .map((login) => ({ login, name: PEOPLE[login].name, roles: PEOPLE[login].roles })),
};

/** A department and all below it: what its people see of customers and orders. */
export function withParts(key: DepartmentKey): DepartmentKey[] {
  const parts = departmentKeys.filter((other) => (DEPARTMENTS[other] as Department).parent === key);
  return [key, ...parts.flatMap(withParts)];
}
