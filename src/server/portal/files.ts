import { storedFile } from '#kernel/declare/fields';
import { fileAnswer, fileTaken } from '#server/files/routes';
import { visitors } from './route.ts';

/** Photos of what was delivered or is complained of: bytes in, with their name in `X-File-Name`, and bytes out. */
export const fileRoutes = [
  visitors('POST /files', {
    name: 'portalUpload',
    summary: ['上传照片', 'Upload a photo or a paper'],
    answer: storedFile,
    status: 201,
    problems: { malformed: 400, 'too-large': 413, 'file-not-wanted': 415 },
    work: ({ parts, me, c, now }) => fileTaken(parts, me.actor, c.env.incoming, now),
  }),
  visitors('GET /files/:id', {
    name: 'portalFile',
    summary: ['查看文件', 'A file'],
    problems: { 'not-found': 404 },
    work: ({ parts, me, c, id, now }) => fileAnswer(parts, me.actor, id, c.env.incoming, now),
  }),
];
