import { Refusal, Unreachable } from './client.ts';

/** Files that the browser is to save. */
export const download = {
  /** What the server answers to a path. @throws Refusal, Unreachable. */
  async from(path: string, name: string, locale: string): Promise<void> {
    const response = await fetch(path, { headers: { 'accept-language': locale, 'x-lvyue': '1' } }).catch(() => {
      throw new Unreachable();
    });
    if (!response.ok) throw new Refusal(await response.json());
    this.blob(await response.blob(), name);
  },
  blob(blob: Blob, name: string): void {
    const link = document.createElement('a');
    link.href = URL.createObjectURL(blob);
    link.download = name.replaceAll(/[/\\:*?"<>|]/g, ' ');
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 60_000); // the browser has read it long before
  },
};
