// `@aws-appsync/utils/ai`: requests for Amazon Bedrock runtime data sources.
// https://docs.aws.amazon.com/appsync/latest/devguide/resolver-reference-bedrock-js.html
(function () {
  return {
    invokeModel: (payload) => ({ operation: "InvokeModel", ...payload }),
    converse: (payload) => ({ operation: "Converse", ...payload }),
  };
})
