//! The files that Amplify's clients are configured by.

use serde_json::{Map, Value, json};

/// What clients need to know of an API.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct ClientApi {
    pub(crate) name: String,
    pub(crate) graphql_url: String,
    pub(crate) region: String,
    pub(crate) api_key: Option<String>,
    /// As AppSync calls them, such as `API_KEY`, the default one first.
    pub(crate) authorization: Vec<String>,
}

impl ClientApi {
    /// `amplify_outputs.json`, its part about data.
    ///
    /// <https://docs.amplify.aws/react/reference/amplify_outputs/>
    pub(crate) fn amplify_outputs(&self) -> Value {
        let mut data = json!({
            "url": self.url_for_amplify(),
            "aws_region": self.region,
            "default_authorization_type": self.authorization.first(),
            "authorization_types": self.authorization.get(1..).unwrap_or_default(),
        });
        if let Some(key) = &self.api_key {
            data["api_key"] = key.as_str().into();
        }
        json!({ "version": "1", "data": data })
    }

    /// `amplifyconfiguration.json` of Gen 1, as web clients take it.
    pub(crate) fn amplify_configuration(&self) -> Value {
        let mut members = Map::new();
        let mut set = |name: &str, value: &str| members.insert(name.to_owned(), value.into());
        set("aws_project_region", &self.region);
        set("aws_appsync_graphqlEndpoint", &self.url_for_amplify());
        set("aws_appsync_region", &self.region);
        if let Some((default, others)) = self.authorization.split_first() {
            set("aws_appsync_authenticationType", default);
            if !others.is_empty() {
                set(
                    "aws_appsync_additionalAuthenticationTypes",
                    &others.join(","),
                );
            }
        }
        if let Some(key) = &self.api_key {
            set("aws_appsync_apiKey", key);
        }
        members.into()
    }

    /// `aws-exports.js` of Gen 1.
    pub(crate) fn aws_exports(&self) -> String {
        let configuration = self.amplify_configuration();
        format!("const awsmobile = {configuration:#};\n\nexport default awsmobile;\n")
    }

    /// Amplify's clients replace `http://` and `https://` by `wss://` to subscribe, and this machine has no TLS.
    /// A scheme in capitals they leave alone; it means the same, and WebSockets take it for `ws://`.
    ///
    /// <https://github.com/aws-amplify/amplify-js/blob/main/packages/api-graphql/src/Providers/AWSWebSocketProvider/appsyncUrl.ts>,
    /// <https://websockets.spec.whatwg.org/#dom-websocket-websocket>
    fn url_for_amplify(&self) -> String {
        match self.graphql_url.strip_prefix("http://") {
            Some(rest) => format!("HTTP://{rest}"),
            None => self.graphql_url.clone(),
        }
    }

    /// Variables for shells and `.env` files.
    pub(crate) fn variables(&self) -> String {
        let mut text = format!(
            "GRAPHQL_URL={}\nAWS_REGION={}\n",
            self.graphql_url, self.region
        );
        if let Some(key) = &self.api_key {
            text.push_str(&format!("API_KEY={key}\n"));
        }
        text
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn api() -> ClientApi {
        ClientApi {
            name: "Blog".to_owned(),
            graphql_url: "https://x/graphql".to_owned(),
            region: "eu-west-1".to_owned(),
            api_key: Some("da2-x".to_owned()),
            authorization: vec!["API_KEY".to_owned(), "AWS_IAM".to_owned()],
        }
    }

    #[test]
    fn gen_2_clients_read_the_default_mode_apart_from_the_others() {
        let data = &api().amplify_outputs()["data"];
        assert_eq!(data["default_authorization_type"], "API_KEY");
        assert_eq!(data["authorization_types"], json!(["AWS_IAM"]));
        assert_eq!(data["api_key"], "da2-x");
    }

    #[test]
    fn gen_1_clients_read_one_flat_object() {
        let text = api().aws_exports();
        assert!(
            text.contains(r#""aws_appsync_authenticationType": "API_KEY""#),
            "{text}"
        );
        assert!(
            text.contains(r#""aws_appsync_additionalAuthenticationTypes": "AWS_IAM""#),
            "{text}"
        );
        assert!(text.ends_with("export default awsmobile;\n"));
    }

    #[test]
    fn amplify_subscribes_where_there_is_no_tls() {
        let api = ClientApi {
            graphql_url: "http://127.0.0.1:20002/graphql".to_owned(),
            ..api()
        };
        let url = "HTTP://127.0.0.1:20002/graphql";
        assert_eq!(api.amplify_outputs()["data"]["url"], url);
        let gen_1 = api.amplify_configuration();
        assert_eq!(gen_1["aws_appsync_graphqlEndpoint"], url);
        assert!(api.variables().contains("GRAPHQL_URL=http://127.0.0.1"));
    }

    #[test]
    fn an_api_without_a_key_shows_none() {
        let api = ClientApi {
            api_key: None,
            ..api()
        };
        assert!(!api.variables().contains("API_KEY"));
        assert!(api.amplify_outputs()["data"].get("api_key").is_none());
    }
}
