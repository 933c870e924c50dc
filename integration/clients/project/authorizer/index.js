exports.handler = async ({ authorizationToken }) => ({
  isAuthorized: authorizationToken === "let-me-in",
});
