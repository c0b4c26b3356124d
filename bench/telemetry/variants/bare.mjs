const line = (level, message, fields) =>
  console.log(JSON.stringify({ timestamp: new Date().toISOString(), level, message, ...fields }));

export const handler = async (event, context) => {
  const fields = { requestId: context.awsRequestId };
  line('INFO', 'received', { ...fields, path: event.path });
  line('INFO', 'working', { ...fields, step: 1, item: { id: 'i-1', count: 3 } });
  line('INFO', 'done', { ...fields, statusCode: 201 });
  return { statusCode: 201 };
};
