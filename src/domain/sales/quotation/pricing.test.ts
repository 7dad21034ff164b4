import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { Decimal } from 'decimal.js';
import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { discounted, figuresOf, guidePriceOf, type Pricing, resultOf } from './pricing.ts';

interface Case {
  id: string;
  material: [string, string][];
  labor: [string, string][];
  overheadRate: string;
  other: string[];
  contingencyRate: string;
  targetMargin: string;
  discount: string;
  vat: string;
  expected: Record<string, string | null>;
}

const vectors = path.resolve(import.meta.dirname, '../../../../../shared/spec/vectors/commercial.json');
const cases: Case[] = existsSync(vectors)
  ? (JSON.parse(readFileSync(vectors, 'utf8')) as { quotation: { cases: Case[] } }).quotation.cases
  : [];

describe.runIf(cases.length > 0)('SAL-015: costs and prices computed elsewhere', () => {
  test.each(cases.map((c) => [c.id, c] as const))('%s', (_, c) => {
    const figures = figuresOf({
      materials: c.material.map(([unitCost, quantity]) => ({ unitCost, quantity })),
      labour: c.labor.map(([hours, hourlyCost]) => ({ hours, hourlyCost })),
      otherCosts: c.other.map((amount) => ({ amount })),
      items: [],
      overheadRate: c.overheadRate,
      contingencyRate: c.contingencyRate,
      targetMargin: c.targetMargin,
      vatRate: c.vat,
    });
    const net = discounted(guidePriceOf(figures.cost, c.targetMargin), c.discount);
    const result = resultOf(figures.cost, net, c.vat);
    expect({
      material: figures.materialCost,
      labor: figures.labourCost,
      overhead: figures.overheadCost,
      other: figures.otherCost,
      contingency: figures.contingencyCost,
      cost: figures.cost,
      listPrice: figures.guidePrice,
      netPrice: result.netPrice,
      tax: result.tax,
      grossPrice: result.grossPrice,
      profit: result.profit,
      marginPct: result.marginPercent?.slice(0, -4) ?? null,
      markupPct: result.markupPercent?.slice(0, -4) ?? null,
    }).toEqual(c.expected);
  });
});

const decimal = (places: number, most: number) =>
  fc.integer({ min: 0, max: most * 10 ** places }).map((n) => new Decimal(n).div(10 ** places).toFixed(places));
const lines = <T extends string>(shape: Record<T, fc.Arbitrary<string>>): fc.Arbitrary<Record<T, string>[]> =>
  fc.array(fc.record(shape) as fc.Arbitrary<Record<T, string>>, { maxLength: 12 });
const pricing: fc.Arbitrary<Pricing> = fc.record({
  materials: lines({ quantity: decimal(6, 900), unitCost: decimal(6, 900) }),
  labour: lines({ hours: decimal(3, 900), hourlyCost: decimal(2, 900) }),
  otherCosts: lines({ amount: decimal(2, 90_000) }),
  items: lines({ quantity: decimal(6, 900), unitPrice: decimal(6, 9000) }),
  overheadRate: decimal(6, 0.99),
  contingencyRate: decimal(6, 0.99),
  targetMargin: decimal(6, 0.99),
  vatRate: decimal(6, 0.99),
});

test('SAL-015: whatever is entered, what is printed adds up to the cent', () => {
  fc.assert(
    fc.property(pricing, (p) => {
      const f = figuresOf(p);
      const total = (...values: string[]) => values.reduce((sum, value) => sum.add(value), new Decimal(0)).toFixed(2);
      expect(total(f.materialCost, f.labourCost, f.overheadCost, f.otherCost, f.contingencyCost)).toBe(f.cost);
      expect(total(f.netPrice, f.tax)).toBe(f.grossPrice);
      expect(total(f.cost, f.profit)).toBe(f.netPrice);
      expect(f.marginPercent === null).toBe(new Decimal(f.netPrice).isZero());
      expect(f.markupPercent === null).toBe(new Decimal(f.cost).isZero());
      // The guide price leaves the target margin, but for the rounding of itself.
      const left = new Decimal(f.guidePrice).mul(new Decimal(1).sub(p.targetMargin)).sub(f.cost).abs();
      expect(left.lte('0.005')).toBe(true);
    }),
  );
});

test('items in another order cost the same', () => {
  fc.assert(
    fc.property(pricing, (p) => {
      const turned = { ...p, materials: p.materials.toReversed(), items: p.items.toReversed() };
      expect(figuresOf(turned)).toEqual(figuresOf(p));
    }),
  );
});
