import { afterEach, expect, test } from 'vitest';
import { leftBehind } from '#testing/left-behind';
import { freshWorld, type World } from '#testing/world';
import { FaultFile } from './faults.ts';
import { writeHistory } from './history.ts';
import { preparePage } from './order-page.ts';
import { make, type Parties } from './parties.ts';
import { Progress } from './progress.ts';
import { readSource } from './read-source.ts';
import { workOf } from './replay.ts';
import { replayInSteps } from './replay-in-steps.ts';
import { replayWhole } from './replay-whole.ts';
import { sampleMapping as mapping, SAMPLE } from './sample/bring.ts';
import { filesAt } from './source/files.ts';
import { momentReader } from './source/values.ts';
import { Stage } from './stage.ts';

// The same orders with all that can be wrong with them, told whole and in steps: what is left behind is the same.

const worlds: World[] = [];
afterEach(() => Promise.all(worlds.splice(0).map((world) => world.close())));

const now = Date.parse('2026-11-21T04:00:00Z');
const zone = 'Asia/Shanghai';

async function replayed(how: typeof replayWhole): Promise<{ world: World; deliveries: number }> {
  const world = await freshWorld();
  worlds.push(world);
  const client = await world.db.owner.connect();
  try {
    const stage = await Stage.open(client);
    const moment = momentReader(zone, mapping.dates);
    const { layouts } = await readSource(stage, {
      files: await filesAt(SAMPLE),
      mapping,
      strict: true,
      moment,
      corrections: new Map(),
      faults: await FaultFile.begin(null),
      progress: new Progress(null, 'zh'),
      signal: new AbortController().signal,
    });
    const orders = await stage.sort();
    const page = await preparePage(stage, await stage.page(1, orders + 1), { mapping, layouts, moment, zone, now });
    const deliveries = await writeHistory({ kernel: world.kernel, now, dryRun: false }, async (tx) => {
      const parties: Parties = { customers: new Map(), products: new Map(), survey: null };
      await make(tx, mapping.source, page.wanted, parties);
      return how(
        tx,
        mapping,
        page.drafts.map((draft) => workOf(draft, parties)),
      );
    });
    return { world, deliveries };
  } finally {
    client.release(true);
  }
}

test('whole lives leave behind what single steps do', async () => {
  const [whole, inSteps] = [await replayed(replayWhole), await replayed(replayInSteps)];
  expect(whole.deliveries).toBe(8);
  expect(inSteps.deliveries).toBe(8);
  const expected = await leftBehind(inSteps.world, ['order', 'delivery', 'visit-file']);
  expect(expected).toContain('declare_unfulfillable');
  expect(await leftBehind(whole.world, ['order', 'delivery', 'visit-file'])).toBe(expected);
});
