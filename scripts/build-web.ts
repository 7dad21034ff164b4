import { ensureWebBuilt } from '#server/web-build';

// `npm run web:build`: what `npm start` does by itself.
await ensureWebBuilt();
