exports.handler = async ({ authorizationToken }) => ({
  isAuthorized: authorizationToken === "custom-reader",
  deniedFields: ["Note.text"],
});
