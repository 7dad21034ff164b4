import { product } from '#domain/catalogue/product/product';
import type { Setting } from './sales.ts';
import type { Made } from './script.ts';

/** Something that the company sells, with its price in yuan. */
export interface Article extends Made {
  code: string;
  name: string;
  specification: string;
  unit: string;
  category: '水泵' | '成套设备' | '备件';
  warrantyMonths: number;
  price: number;
  /** The least and the greatest quantity of an order. */
  quantity: readonly [number, number];
}

type Row = [
  code: string,
  name: string,
  specification: string,
  unit: string,
  category: Article['category'],
  warrantyMonths: number,
  price: number,
  quantity: readonly [number, number],
];

const ROWS: readonly Row[] = [
  ['HL-IS80', '单级单吸离心泵', 'IS80-65-160，7.5 kW，流量 50 m³/h，扬程 32 m', '台', '水泵', 18, 3_860, [1, 6]],
  ['HL-IS100', '单级单吸离心泵', 'IS100-80-160，15 kW，流量 100 m³/h，扬程 32 m', '台', '水泵', 18, 5_920, [1, 4]],
  ['HL-CDL16', '立式多级离心泵', 'CDL16-10，11 kW，不锈钢 304', '台', '水泵', 24, 9_450, [1, 6]],
  ['HL-CQ50', '磁力驱动泵', 'CQ50-32-160，3 kW，不锈钢 316L', '台', '水泵', 12, 7_280, [1, 4]],
  ['HL-JXM', '机械隔膜计量泵', 'JXM-A120/0.5，0.37 kW，PTFE 泵头', '台', '水泵', 12, 4_150, [2, 8]],
  ['HL-QBY40', '气动隔膜泵', 'QBY3-40，铝合金，四氟膜片', '台', '水泵', 12, 2_980, [1, 6]],
  ['HL-WQ65', '潜水排污泵', 'WQ65-25-15-2.2，2.2 kW', '台', '水泵', 12, 1_860, [2, 10]],
  ['HL-WSB', '无负压供水设备', 'WSB-40/50-2，两用一备，含变频控制柜', '套', '成套设备', 24, 86_500, [1, 1]],
  ['HL-DOS', '加药成套装置', 'DOS-500L，双泵，PLC 控制', '套', '成套设备', 18, 38_200, [1, 2]],
  ['HL-XBD', '消防恒压机组', 'XBD6/20-HL，22 kW，一用一备', '套', '成套设备', 24, 46_800, [1, 2]],
  ['HL-MS108', '机械密封', '108 型，轴径 35 mm，碳化硅对碳化硅', '套', '备件', 6, 180, [4, 40]],
  ['HL-IMP80', '叶轮', 'IS80-65-160 配套，不锈钢 304', '件', '备件', 6, 420, [2, 12]],
  ['HL-DIA40', '四氟膜片', 'QBY3-40 配套', '件', '备件', 6, 260, [4, 24]],
  ['HL-BRG6308', '轴承组件', '6308-2RZ，含油封', '套', '备件', 6, 135, [4, 30]],
];

/** Sold no more: it stays for those who have bought it. */
const OLD: Row = ['HL-2BV', '水环式真空泵', '2BV5-111，5.5 kW', '台', '水泵', 12, 6_400, [1, 2]];

/** Writes the catalogue into the script, and answers what is for sale. */
export function catalogue({ script, time }: Setting, from: number): Article[] {
  const articles = [...ROWS, OLD].map(
    ([code, name, specification, unit, category, warrantyMonths, price, quantity], i): Article => {
      const said = { code, name, specification, unit, category, warrantyMonths };
      const made = script.create(from + i * 60_000, 'qianhaitao', product, said);
      // The script names the record when it makes it: the article is that record.
      return Object.assign(made, { ...said, price, quantity });
    },
  );
  const old = articles.pop()!;
  script.take(time.at(time.workday(time.day(-44), 0), '10:00'), 'qianhaitao', product, 'discontinue', old);
  return articles;
}
