import { parentPort } from 'node:worker_threads';

parentPort.on('message', ({ task }) => {
  if (task.id === 'bad') process.exit(3);
  else setTimeout(() => parentPort.postMessage({ result: task.id }), 20);
});
