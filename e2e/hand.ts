import type { Locator, Page } from 'playwright-core';
import type { Pair } from '#kernel/declare/words';
import { formWords } from '../src/web/kit/form/words.ts';
import { pageWords } from '../src/web/kit/record-page/words.ts';
import { kitWords } from '../src/web/kit/words.ts';

/** What a person does with pages, by the words that they see there in their own language. */
export interface Hand {
  say: (pair: Pair) => string;
  /** The answer to a question of a form. */
  field: (within: Page | Locator, label: Pair) => Locator;
  /** Types a part of a name into a reference and takes what is offered. */
  pick: (within: Page | Locator, label: Pair, name: string) => Promise<void>;
  /** Presses a step's button, answers what is asked, and confirms. */
  take: (step: Pair, answer?: (dialog: Locator) => Promise<unknown>) => Promise<void>;
  /** Changes the record that is open. */
  edit: (record: Pair, answer: (dialog: Locator) => Promise<unknown>) => Promise<void>;
  /** Makes a record that belongs to the one that is open. */
  makeRelated: (record: Pair, answer: (page: Page) => Promise<unknown>) => Promise<void>;
  /** Why a step is not possible yet, as it stands beside the button. */
  why: (step: Pair) => Locator;
  /** Signs with a name and a stroke of the finger. */
  sign: (within: Locator, name: string) => Promise<void>;
  /** Waits until the record is in a state. */
  sees: (state: Pair) => Promise<void>;
}

export function handOf(page: Page, locale: 'zh' | 'en'): Hand {
  const say = (pair: Pair): string => pair[locale === 'zh' ? 0 : 1];
  const labelled = (label: Pair): RegExp =>
    new RegExp(`^\\s*${escaped(say(label))}\\s*(?:${escaped(say(kitWords.optional))})?\\s*$`);
  const field = (within: Page | Locator, label: Pair): Locator => within.getByLabel(labelled(label));
  const confirm = async (dialog: Locator, name: string, answer?: (dialog: Locator) => Promise<unknown>): Promise<void> => {
    await dialog.waitFor();
    await answer?.(dialog);
    await dialog.getByRole('button', { name, exact: true }).click();
    await dialog.waitFor({ state: 'detached' });
  };
  return {
    say,
    field,
    async pick(within, label, name) {
      await within.getByRole('combobox', { name: labelled(label) }).pressSequentially(name);
      await within.getByRole('option', { name }).first().click();
    },
    async take(step, answer) {
      await page
        .getByRole('region', { name: say(pageWords.steps) })
        .getByRole('button', { name: say(step), exact: true })
        .click();
      await confirm(page.getByRole('dialog', { name: say(step) }), say(step), answer);
    },
    async edit(record, answer) {
      await page.getByRole('button', { name: say(pageWords.edit), exact: true }).click();
      await confirm(page.getByRole('dialog', { name: say(pageWords.editOf(record)) }), say(kitWords.save), answer);
    },
    async makeRelated(record, answer) {
      const before = page.url();
      await page.getByRole('button', { name: say(pageWords.newRelated) }).click();
      await page.getByRole('menuitem', { name: new RegExp(`${escaped(say(record))}$`, 'i') }).click();
      await page.waitForURL((url) => url.href !== before);
      await answer(page);
      await page.getByRole('button', { name: new RegExp(`^(?:新建|New|Create).*${escaped(say(record))}$`, 'i') }).click();
      await page.waitForURL((url) => !url.pathname.endsWith('/new'));
    },
    why: (step) => page.locator('.why', { hasText: say(step) }).first(),
    async sign(within, name) {
      await within.getByLabel(say(formWords.signerName)).fill(name);
      const pad = within.getByLabel(say(formWords.sign), { exact: true });
      await pad.scrollIntoViewIfNeeded();
      const box = (await pad.boundingBox())!;
      await page.mouse.move(box.x + 20, box.y + 40);
      await page.mouse.down();
      for (let i = 1; i <= 6; i++) await page.mouse.move(box.x + 20 + i * 25, box.y + (i % 2 ? 70 : 30));
      await page.mouse.up();
    },
    sees: (state) => page.locator('h1, .record-head').getByText(say(state), { exact: true }).first().waitFor(),
  };
}

const escaped = (text: string): string => text.replaceAll(/[.*+?^${}()|[\]\\/]/g, '\\$&');
