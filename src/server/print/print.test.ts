import { expect, test } from 'vitest';
import { department } from '#domain/org/department/department';
import { quotation } from '#domain/sales/quotation/quotation';
import { textOfPdf } from '#testing/pdf-text';
import type { Person } from '#testing/person';
import { completeQuotation, drawnUp, submitted } from '#testing/quotations';
import { approve } from '#testing/reviews';
import { story } from '#testing/story';
import { openPress } from './press.ts';

/** The pages of a form as somebody gets them, without white space. */
async function printed(
  person: Person,
  path: string,
  url: string,
): Promise<{ pages: string[]; headers: Headers; status: number }> {
  const response = await fetch(`${url}${path}`, { headers: await person.credential() });
  const bytes = new Uint8Array(await response.arrayBuffer());
  const pages = response.ok ? textOfPdf(bytes).map((page) => page.replaceAll(/\s/g, '')) : [];
  return { pages, headers: response.headers, status: response.status };
}

story(
  'a quotation is printed with everything that the customer reads, and nothing of its costs',
  async ({ as, given, company }) => {
    await given(department, { name: '苏州禾澜泵业有限公司' });
    const author = as('sales', { name: '小林' });
    const q = await submitted(author, '上海精工 #let x = 1 "股份" \\', { importantTerms: '延期付款加收 $0.05%$' });
    for (const person of [as('sales_manager'), as('technical'), as('finance'), as('general_manager')]) await approve(person, q);
    await as('sales_manager').take(quotation, 'release', q);
    const { pages, headers } = await printed(author, `/api/quotations/${q.id}/print?locale=zh`, company.url);
    expect(headers.get('content-type')).toBe('application/pdf');
    expect(headers.get('content-disposition')).toBe(`inline; filename="${q.number}.pdf"`);
    expect(pages).toHaveLength(1);
    for (const said of [
      '苏州禾澜泵业有限公司',
      '报价单',
      q.number,
      '上海精工#letx=1"股份"\\',
      '产品名称',
      'DN50',
      '300.53',
      '¥3,005.30',
      '¥390.69',
      '¥3,395.99',
      '叁仟叁佰玖拾伍元玖角玖分',
      '货到30天付款',
      '延期付款加收$0.05%$',
      '签字',
      '（盖章）',
      '第1页共1页',
    ])
      expect(pages[0]).toContain(said);
    for (const secret of ['铸件', '机加工8', '2254', '成本', '利润', '草稿']) expect(pages[0]).not.toContain(secret);
    const english = await printed(author, `/api/quotations/${q.id}/print?locale=en`, company.url);
    expect(english.pages[0]).toContain('Quotation');
    expect(english.pages[0]).toContain('Page1of1');
    expect(english.pages[0]).not.toContain('报价单');
  },
);

story(
  'what is not reviewed yet is marked as a draft; a long one has its head and number on every page',
  async ({ as, company }) => {
    const author = as('sales', { name: '小林' });
    const items = Array.from({ length: 90 }, (_, i) => ({ ...completeQuotation.items[0]!, productName: `阀门 ${i + 1} 号` }));
    const q = await drawnUp(author, '多页客户', { items });
    const { pages } = await printed(author, `/api/quotations/${q.id}/print`, company.url);
    expect(pages.length).toBeGreaterThan(2);
    for (const [i, page] of pages.entries()) {
      expect(page).toContain('DRAFT');
      expect(page).toContain(q.number);
      expect(page).toContain(`Page${i + 1}of${pages.length}`);
    }
    expect(pages.filter((page) => page.includes('Productname')).length).toBeGreaterThan(2);
  },
);

story('a form is for whoever may see the record', async ({ as, company }) => {
  const author = as('sales', { name: '小林' });
  const q = await drawnUp(author, '保密打印客户');
  const path = `/api/quotations/${q.id}/print`;
  expect((await printed(as('warehouse'), path, company.url)).status).toBe(404);
  expect((await printed(as('sales', { name: '小赵' }), path, company.url)).status).toBe(404);
  expect((await printed(author, `/api/quotations/x/print`, company.url)).status).toBe(404);
  expect((await printed(author, `${path}?locale=fr`, company.url)).status).toBe(422);
});

test('a form that is wrong is an error, one that does not end is given up, and the next is set', async () => {
  const press = openPress(4000);
  try {
    await expect(press.print('#nonsense', {})).rejects.toThrow('could not be set');
    await expect(press.print('#{ while true { } }', {})).rejects.toThrow();
    const endless = press.print(
      '#let f(n) = { let x = 0; for i in range(n) { for j in range(n) { x += 1 } }; x }\n#f(100000)',
      {},
    );
    await expect(endless).rejects.toMatchObject({ slug: 'busy' });
    const pdf = await press.print('#set text(font: "Noto Sans SC")\n好', {});
    expect(textOfPdf(pdf)[0]).toContain('好');
  } finally {
    await press.close();
  }
});
