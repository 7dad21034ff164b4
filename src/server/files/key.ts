/** There is nothing under this key. */
export class NoSuchFile extends Error {
  constructor(key: string) {
    super(`文件 ${key} 不存在。There is no file ${key}.`);
    this.name = 'NoSuchFile';
  }
}

const KEY = /^[a-z0-9][a-z0-9.-]*(?:\/[a-z0-9][a-z0-9.-]*)*$/;

/** The key, if it names something inside the store and nothing beside it. @throws Error otherwise: keys are made by the program. */
export function checkedKey(key: string): string {
  if (key.length > 200 || !KEY.test(key) || key.endsWith('.tmp')) throw new Error(`“${key}” is no key of a stored file`);
  return key;
}
