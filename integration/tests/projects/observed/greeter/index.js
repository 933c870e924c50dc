exports.handler = async ({ arguments: { name } }) => {
  console.log(`greeting ${name}`);
  return `Hello, ${name}!`;
};
