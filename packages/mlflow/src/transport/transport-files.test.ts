import { Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { describe, expect, it } from 'vitest';
import { type Answer, json, page, startFaultServer } from '../testing/fault-server.js';
import { busy, transportFor } from '../testing/transport-calls.js';

describe('Transport of files', () => {
  it('opens the body of an upload anew for each attempt', async () => {
    const { url, seen } = await startFaultServer([json(500, busy), page(200, '')]);
    let opened = 0;
    const open = () => {
      opened += 1;
      return Readable.from(['hello']);
    };
    await transportFor(url).transport.upload('files/a.txt', open, 5);
    expect(opened).toBe(2);
    expect(seen.at(-1)).toMatchObject({ method: 'PUT', url: '/files/a.txt', body: 'hello' });
    expect(seen.at(-1)?.headers['content-length']).toBe('5');
  });

  it('lets go of the file when an upload is cancelled', async () => {
    const { url, seen } = await startFaultServer([page(200, '')]);
    const endless = new Readable({ read: () => undefined });
    const cancel = new AbortController();
    const upload = transportFor(url, { signal: cancel.signal }).transport.upload('files/a', () => endless, 9);
    endless.push('half', 'utf8');
    setTimeout(() => cancel.abort(), 50);
    await expect(upload).rejects.toMatchObject({ code: 'MLFLOW_CANCELLED' });
    expect(endless.destroyed).toBe(true);
    expect(seen).toEqual([]);
  });

  it('takes a login page after an upload for what it is', async () => {
    const { url } = await startFaultServer([page(200, '<html>Sign in</html>')]);
    const upload = transportFor(url).transport.upload('files/a.txt', () => Readable.from(['x']), 1);
    await expect(upload).rejects.toMatchObject({ code: 'MLFLOW_ANSWER_FOREIGN' });
  });

  it('takes a login page instead of a file for what it is, and an HTML file for a file', async () => {
    const html = '<html>Sign in</html>';
    const attachment: Answer = (response) => {
      response.writeHead(200, {
        'content-type': 'text/html',
        'content-disposition': 'attachment; filename=a',
      });
      response.end(html);
    };
    const { url, seen } = await startFaultServer([page(200, html), attachment]);
    const { transport } = transportFor(url);
    const download = transport.download('files/a.html', { read: text });
    await expect(download).rejects.toMatchObject({ code: 'MLFLOW_ANSWER_FOREIGN', failure: { status: 200 } });
    expect(seen.length).toBe(1);
    expect(await transport.download('files/a.html', { read: text })).toBe(html);
  });

  it('reads a download again from its start when it was cut', async () => {
    const { url } = await startFaultServer([
      (response) => {
        response.writeHead(200, { 'content-length': '10' });
        response.write('01234');
        setImmediate(() => response.socket?.destroy());
      },
      (response) => response.end('0123456789'),
    ]);
    const { transport } = transportFor(url);
    expect(await transport.download('files/a.txt', { read: text })).toBe('0123456789');
  });
});
